"""The identity block: the columns that describe a person, declared once for all agencies."""

from typing import Any

import pandera.polars as pa
import polars as pl

from contracts.schemas.columns import Kind, Record, Sensitivity, column


class Identity(Record):
    """Columns of every record type that describes a person. Any of them may be empty.

    A record type says after which of its own columns the block stands:
    `class PolicePersons(Identity, identity_after="jenis_subjek")`.
    """

    _identity_after = ""

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

    def __init_subclass__(cls, *, identity_after: str = "", **kwargs: Any) -> None:
        """Keep the place of the block in the order of the columns."""
        super().__init_subclass__(**kwargs)
        cls._identity_after = identity_after

    @classmethod
    def build_schema_(cls, **kwargs: Any) -> pa.DataFrameSchema:
        """The schema with the block in its place, where the agencies' forms have it."""
        schema = super().build_schema_(**kwargs)
        block = [name for name in Identity.__annotations__ if name in schema.columns]
        own = [name for name in schema.columns if name not in block]
        at = own.index(cls._identity_after) + 1
        order = [*own[:at], *block, *own[at:]]
        schema.columns = {name: schema.columns[name] for name in order}
        return schema
