"""A police and a prosecution submission worked out by hand, as `validate` returns them."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import polars as pl
import pytest

from contracts.encoding.keys import SecretKey
from contracts.registry import record_types
from contracts.rules.keys import record_key

LP = "LP/B/188/IV/2023/SPKT/POLRES KOTA KUPANG/POLDA NTT"
Rows = Callable[..., pl.DataFrame]


@pytest.fixture
def keys() -> dict[str, SecretKey]:
    """The keys that `pseudonymise` takes."""
    return {
        "desk": SecretKey("desk-t", "d1" * 32),
        "linkage": SecretKey("link-t", "e2" * 32),
        "identity": SecretKey("id-t", "f3" * 32),
    }


@pytest.fixture
def rows() -> Rows:
    """Build validated rows: rows(record_type, {column: value, …}, …, submission=…, rejected=…)."""

    def build(
        name: str,
        *records: Mapping[str, Any],
        submission: str = "police/NTT/2024-03/r1",
        rejected: tuple[int, ...] = (),
    ) -> pl.DataFrame:
        record_type = record_types()[name]
        schema = {c.name: c.dtype for c in record_type.columns}
        frame = pl.DataFrame([dict.fromkeys(schema) | r for r in records], schema=schema)
        return frame.with_columns(
            submission_id=pl.lit(submission),
            row=pl.int_range(2, len(records) + 2, dtype=pl.Int64),
            record_key=record_key(record_type),
            is_rejected=pl.int_range(len(records)).is_in(rejected),
            rejected_by=pl.lit(None, pl.String),
        )

    return build


@pytest.fixture
def submissions() -> pl.DataFrame:
    """Two revisions of one month, the next month, and one of the prosecution."""
    ids = [
        "police/NTT/2024-03/r1",
        "police/NTT/2024-03/r2",
        "police/NTT/2024-04/r1",
        "prosecution/KJR/2024-03/r1",
    ]
    parts = [i.split("/") for i in ids]
    return pl.DataFrame(
        {
            "submission_id": ids,
            "agency_code": [p[0] for p in parts],
            "unit_code": [p[1] for p in parts],
            "period": [p[2] for p in parts],
            "revision": [int(p[3][1:]) for p in parts],
        }
    )


@pytest.fixture
def police(rows: Rows) -> dict[str, pl.DataFrame]:
    """One LP with a victim, a company and an asset."""
    report = {
        "no_lp": LP,
        "tgl_lp": date(2023, 4, 2),
        "kode_satker": "NTT",
        "kode_wilayah_satker": "53.71",
        "kode_wilayah_kejadian": "92.01",
        "bentuk_eksploitasi": "KERJA_PMI|SCAM",
        "tahap": "SPDP",
        "no_spdp": "SPDP/64/IV/RES.1.16/2023/PLD12",
    }
    victim = {
        "no_lp": LP.lower(),
        "no_urut": "1",
        "peran": "KORBAN",
        "jenis_subjek": "ORANG",
        "nama": "Siti Aminah",
        "nik": "5371014507990001",
        "umur": 24,
        "jenis_kelamin": "P",
        "kewarganegaraan": "IDN",
        "kode_wilayah_asal": "91.01",
        "alamat": "Jl. Kenanga No. 12",
    }
    company = {
        "no_lp": LP,
        "no_urut": "2",
        "peran": "TERSANGKA",
        "jenis_subjek": "KORPORASI",
        "nama_badan": "PT Cahaya Utama",
        "nib": "3737730391270",
    }
    asset = {"no_lp": LP, "no_urut_aset": "1", "jenis_aset": "UANG", "status_aset": "DISITA"}
    return {
        "police_cases": rows("police_cases", report),
        "police_persons": rows("police_persons", victim, company),
        "police_assets": rows("police_assets", asset),
    }
