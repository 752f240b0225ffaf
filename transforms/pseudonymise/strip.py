"""Records without direct identifiers and local numbers, by sensitivity class, never by name."""

import polars as pl

from contracts.encoding.envelope import birth_columns, nik_birth_date
from contracts.registry import RecordType
from contracts.schemas.columns import Sensitivity

_KEPT = (Sensitivity.PLAIN, Sensitivity.SENSITIVE, Sensitivity.QUASI)
PROVENANCE = (
    "record_id",
    "submission_id",
    "agency_code",
    "unit_code",
    "period",
    "revision",
    "row",
    "is_rejected",
    "parent_record_id",
)
BIRTH = ("birth_month", "birth_year", "birth_precision", "birth_is_estimated")


def strip(rows: pl.DataFrame, record_type: RecordType) -> pl.DataFrame:
    """Keep what the pseudonymised zone may hold.

    Args:
        rows: Typed rows with `PROVENANCE`.
        record_type: Its contract says what is dropped (classes D and L).

    Returns:
        `PROVENANCE`, the P, S and Q columns, and for persons `BIRTH`: the birth month, from
        tgl_lahir, without it from the NIK; sorted by submission and row.
    """
    kept = [c.name for c in record_type.columns if c.sensitivity in _KEPT]
    if not record_type.describes_persons:
        return rows.select(*PROVENANCE, *kept).sort("submission_id", "row")
    source = pl.when(pl.col("tgl_lahir").is_null()).then(pl.lit("NIK")).otherwise("sumber_umur")
    born = pl.coalesce("tgl_lahir", nik_birth_date(pl.col("nik")))
    dated = rows.with_columns(tgl_lahir=born, known_source="sumber_umur", sumber_umur=source)
    return (
        dated.with_columns(**birth_columns())
        .with_columns(sumber_umur="known_source")
        .select(*PROVENANCE, *kept, *BIRTH)
        .sort("submission_id", "row")
    )
