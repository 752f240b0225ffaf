"""What the health facilities send: visits, and the register of facilities."""

import polars as pl

from contracts.schemas.columns import Kind, Record, Sensitivity, column
from contracts.schemas.identity import Identity


class HealthVisits(Identity, identity_after="rujukan_dari"):
    """One row per visit of a patient."""

    no_kunjungan: pl.String = column(Sensitivity.LOCAL, Kind.TEXT, required=True, key=True)
    kode_faskes: pl.String = column(Sensitivity.PLAIN, Kind.TEXT, required=True)
    jenis_faskes: pl.String = column(
        Sensitivity.PLAIN, Kind.CODE, code_list="jenis_faskes", required=True
    )
    kode_wilayah_faskes: pl.String = column(Sensitivity.PLAIN, Kind.REGION, required=True)
    no_rm: pl.String = column(Sensitivity.LOCAL, Kind.TEXT)
    tgl_kunjungan: pl.Date = column(Sensitivity.PLAIN, Kind.DATE, required=True)
    rujukan_dari: pl.String = column(Sensitivity.PLAIN, Kind.CODE, code_list="instansi")
    dugaan: pl.String = column(Sensitivity.SENSITIVE, Kind.CODE, code_list="dugaan", required=True)
    kelompok_diagnosis: pl.String = column(
        Sensitivity.SENSITIVE, Kind.CODES, code_list="kelompok_diagnosis"
    )
    layanan: pl.String = column(Sensitivity.PLAIN, Kind.CODES, code_list="layanan_kesehatan")
    visum: pl.Boolean = column(Sensitivity.SENSITIVE, Kind.YES_NO)
    rujuk_ke: pl.String = column(Sensitivity.PLAIN, Kind.CODE, code_list="instansi")


class HealthFacilities(Record):
    """One row per health facility and the day its data became valid."""

    kode_faskes: pl.String = column(Sensitivity.PLAIN, Kind.TEXT, required=True, key=True)
    nama_faskes: pl.String = column(Sensitivity.PLAIN, Kind.TEXT, required=True)
    jenis_faskes: pl.String = column(
        Sensitivity.PLAIN, Kind.CODE, code_list="jenis_faskes", required=True
    )
    kode_wilayah: pl.String = column(Sensitivity.PLAIN, Kind.REGION, required=True)
    mampu_ktpa: pl.Boolean = column(Sensitivity.PLAIN, Kind.YES_NO, required=True)
    ruang_khusus: pl.Boolean = column(Sensitivity.PLAIN, Kind.YES_NO)
    tgl_berlaku: pl.Date = column(Sensitivity.PLAIN, Kind.DATE, required=True)
