"""A small world of encoded records, written by hand: envelope rows and documents."""

import hashlib
from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest

from contracts.encoding.keys import SecretKey
from transforms.linkage import Model, shipped_model

DAY = date(2024, 3, 1)
LISTS = [
    "name_token_hashes",
    "name_phonetic_hashes",
    "alias_token_hashes",
    "alias_phonetic_hashes",
    "nik_masked_hashes",
]
SCHEMA: dict[str, Any] = {
    **dict.fromkeys(
        ["record_id", "record_type", "agency_code", "unit_code", "role_code", "document_id"],
        pl.String,
    ),
    "is_corporation": pl.Boolean,
    "record_date": pl.Date,
    "place_province_code": pl.String,
    "exploitation_codes": pl.String,
    "case_tokens": pl.List(pl.String),
    **dict.fromkeys(LISTS, pl.List(pl.Int64)),
    **dict.fromkeys(["name_hash", "initials_hash", *(f"bloom_{i}" for i in range(8))], pl.Int64),
    "bloom_count": pl.Int32,
    "name_token_count": pl.Int32,
    "is_initials": pl.Boolean,
    **dict.fromkeys(
        [
            "nik_hash",
            "nik_place_hash",
            "nik_birth_hash",
            "passport_hash",
            "local_person_hash",
            "birth_date_hash",
            "birth_swap_hash",
            "birth_day_month_hash",
            "birthplace_hash",
            "birthplace_phonetic_hash",
            "birthplace_bloom_0",
            "birthplace_bloom_1",
            "company_hash",
            "nib_hash",
        ],
        pl.Int64,
    ),
    "birth_year": pl.Int32,
    "birth_month": pl.String,
    "birth_precision": pl.String,
    "birth_is_estimated": pl.Boolean,
    "age": pl.Int32,
    "sex_code": pl.String,
    "citizenship_code": pl.String,
    "origin_province_code": pl.String,
    "origin_regency_code": pl.String,
}
AGENCY = {
    "police_persons": ("police", "KORBAN"),
    "prosecution_defendants": ("prosecution", "DEFENDANT"),
    "prosecution_restitution": ("prosecution", "RESTITUTION"),
    "social_clients": ("social", "CLIENT"),
    "health_visits": ("health", "PATIENT"),
}
TYPE = {"social_clients": "CLIENT", "health_visits": "VISIT", "police_persons": "LP"}


def hashed(text: str) -> int:
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _name(text: str) -> dict[str, Any]:
    tokens = text.upper().split()
    filters = [0] * 8
    for token in tokens:
        padded = f"_{token}_"
        for start in range(len(padded) - 1):
            for n in range(4):
                place = hashed(f"{n}{padded[start : start + 2]}") % 512
                filters[place // 64] |= 1 << (place % 64)
    bits = sum(f.bit_count() for f in filters)
    signed = [f - 2**64 if f >= 2**63 else f for f in filters]
    initials = all(len(t) == 1 for t in tokens)
    return {
        "initials_hash": hashed("".join(sorted(t[0] for t in tokens))),
        "is_initials": initials,
        "name_token_count": len(tokens),
        **(
            {}
            if initials
            else {
                "name_hash": hashed(" ".join(sorted(tokens))),
                "name_token_hashes": [hashed(t) for t in sorted(tokens)],
                "name_phonetic_hashes": [hashed(f"sound{t}") for t in sorted(tokens)],
                "bloom_count": bits,
                **{f"bloom_{i}": f for i, f in enumerate(signed)},
            }
        ),
    }


def _nik(nik: str) -> dict[str, Any]:
    day = int(nik[6:8])
    born = f"19{nik[10:12]}-{nik[8:10]}-{day - 40 if day > 40 else day:02d}"
    return {
        "nik_hash": hashed(nik),
        "nik_masked_hashes": [hashed(f"{nik[:i]}*{nik[i + 1 :]}") for i in range(16)],
        "nik_place_hash": hashed(nik[:6]),
        "nik_birth_hash": hashed(born),
    }


def _birth(born: str) -> dict[str, Any]:
    year, month, day = born.split("-")
    return {
        "birth_date_hash": hashed(born),
        "birth_swap_hash": hashed(f"{year}-{day}-{month}"),
        "birth_day_month_hash": hashed(born[5:]),
        "birth_year": int(year),
        "birth_month": born[:7],
        "birth_precision": "day",
    }


@pytest.fixture
def person() -> Callable[..., dict[str, Any]]:
    """Build one envelope row: person(record, type, name=, nik=, born=, document=, tokens=, …)."""

    def build(
        record: str,
        record_type: str = "police_persons",
        *,
        name: str | None = None,
        nik: str | None = None,
        born: str | None = None,
        document: str | None = None,
        tokens: tuple[str, ...] = (),
        **columns: Any,
    ) -> dict[str, Any]:
        agency, role = AGENCY[record_type]
        return {
            "record_id": record,
            "record_type": record_type,
            "agency_code": agency,
            "unit_code": f"{agency}1",
            "role_code": role,
            "document_id": document or record,
            "is_corporation": False,
            "record_date": DAY,
            "place_province_code": "53",
            "case_tokens": list(tokens),
            "birth_precision": "none",
            "birth_is_estimated": False,
            "sex_code": "P",
            "citizenship_code": "IDN",
            **(_name(name) if name else {}),
            **(_nik(nik) if nik else {}),
            **(_birth(born) if born else {}),
            **columns,
        }

    return build


@pytest.fixture
def envelope() -> Callable[..., tuple[pl.DataFrame, pl.DataFrame]]:
    """The persons and documents frames of such rows."""

    def build(*rows: dict[str, Any]) -> tuple[pl.DataFrame, pl.DataFrame]:
        filled = [{c: row.get(c, [] if c in LISTS else None) for c in SCHEMA} for row in rows]
        persons = pl.DataFrame(filled, schema=SCHEMA)
        documents = (
            persons.sort("record_id")
            .unique("document_id", keep="first", maintain_order=True)
            .select(
                "document_id",
                pl.col("record_type")
                .replace_strict(TYPE, default="CASE_FILE")
                .alias("document_type"),
                pl.col("record_date").alias("document_date"),
                "place_province_code",
                "exploitation_codes",
                "case_tokens",
            )
        )
        return persons, documents

    return build


@pytest.fixture(scope="session")
def model() -> Model:
    """The model that ships."""
    return shipped_model()


@pytest.fixture(scope="session")
def identity_key() -> SecretKey:
    """A key for ids."""
    return SecretKey("test", "ab" * 32)
