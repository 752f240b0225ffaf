"""The identity block: the columns that describe a person, declared once for all agencies."""

import polars as pl

from contracts.schemas.columns import Kind, Record, Sensitivity, column


class Identity(Record):
    """Columns of every record type that describes a person. Any of them may be empty."""

    nama: pl.String = column(Sensitivity.DIRECT, Kind.TEXT)
    alias: pl.String = column(Sensitivity.DIRECT, Kind.TEXTS)
    nik: pl.String = column(Sensitivity.DIRECT, Kind.NIK)
    no_paspor: pl.String = column(Sensitivity.DIRECT, Kind.TEXT)
    tempat_lahir: pl.String = column(Sensitivity.DIRECT, Kind.TEXT)
    tgl_lahir: pl.String = column(Sensitivity.DIRECT, Kind.PARTIAL_DATE)
    umur: pl.Int64 = column(Sensitivity.QUASI, Kind.AGE)
    sumber_umur: pl.String = column(Sensitivity.PLAIN, Kind.CODE, code_list="sumber_umur")
    jenis_kelamin: pl.String = column(Sensitivity.QUASI, Kind.CODE, code_list="jenis_kelamin")
    kewarganegaraan: pl.String = column(Sensitivity.QUASI, Kind.COUNTRY)
    kode_wilayah_asal: pl.String = column(Sensitivity.QUASI, Kind.REGION)
