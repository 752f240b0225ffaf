"""The linkage envelope: the encodings of one person record, all that linking ever sees of it."""

from collections.abc import Iterable

import polars as pl

from contracts.encoding import NORMALISER_VERSION
from contracts.encoding.bloom import PLACE_BITS, PLACE_POSITIONS, token_filters
from contracts.encoding.hashing import hmac_64
from contracts.encoding.keys import SecretKey
from contracts.encoding.names import BLOOM, encode_aliases, encode_names, plain_forms
from contracts.encoding.normalise import plain_company, plain_place
from contracts.encoding.numbers import plain_number
from contracts.encoding.phonetic import phonetic_key

NAME_SCHEMA = {
    "name_hash": pl.Int64,
    "name_token_hashes": pl.List(pl.Int64),
    "name_phonetic_hashes": pl.List(pl.Int64),
    "initials_hash": pl.Int64,
    **dict.fromkeys(BLOOM, pl.Int64),
    "bloom_count": pl.Int32,
    "alias_token_hashes": pl.List(pl.Int64),
    "alias_phonetic_hashes": pl.List(pl.Int64),
    "name_token_count": pl.Int32,
    "is_initials": pl.Boolean,
}
NUMBER_SCHEMA = {
    "nik_hash": pl.Int64,
    "nik_masked_hashes": pl.List(pl.Int64),
    "nik_place_hash": pl.Int64,
    "nik_birth_hash": pl.Int64,
    "passport_hash": pl.Int64,
    "local_person_hash": pl.Int64,
    "company_hash": pl.Int64,
    "nib_hash": pl.Int64,
}
BIRTH_SCHEMA = {
    "birth_date_hash": pl.Int64,
    "birth_swap_hash": pl.Int64,
    "birth_day_month_hash": pl.Int64,
    "birth_year": pl.Int32,
    "birth_month": pl.String,
    "birth_precision": pl.String,
    "birth_is_estimated": pl.Boolean,
    "birthplace_hash": pl.Int64,
    "birthplace_phonetic_hash": pl.Int64,
    "birthplace_bloom_0": pl.Int64,
    "birthplace_bloom_1": pl.Int64,
}
ENCODINGS = (
    NAME_SCHEMA
    | NUMBER_SCHEMA
    | BIRTH_SCHEMA
    | {"normaliser_version": pl.String, "key_id": pl.String}
)
"""Columns that `encode_persons` adds, in order, with their types."""

IDENTITY = (
    "nama",
    "alias",
    "nik",
    "no_paspor",
    "tempat_lahir",
    "tgl_lahir",
    "sumber_umur",
    "nama_badan",
    "nib",
    "local_person",
)
_NIK_DIGITS = 16
_NIK = r"^\d{12}(?:\d{3}[1-9]|\d{2}[1-9]\d|\d[1-9]\d{2}|[1-9]\d{3})$"  # no serial 0000
LATEST_YEAR = 30
HEAPED = ("-01-01", "-07-01", "-12-31")


def encode_persons(frame: pl.DataFrame, key: SecretKey) -> pl.DataFrame:
    """Put encodings in the place of identifiers.

    Every distinct value is encoded once and joined back.

    Args:
        frame: One row per person record with typed identity columns (those of `IDENTITY` that the
            record type has; `local_person`, an office's own number of the person, may stand
            beside). Other columns pass through.
        key: The desk key.

    Returns:
        The other columns, then `ENCODINGS`; rows in the order given. All hashes are signed 64-bit
        integers, null where nothing was recorded.
    """
    others = [c for c in frame.columns if c not in IDENTITY]
    whole = frame.with_columns(
        pl.lit(None, pl.String).alias(name) for name in IDENTITY if name not in frame.columns
    )
    plain = plain_forms(whole["nama"])
    encoded = (
        whole.join(
            encode_names(plain, key),
            left_on="nama",
            right_on="name",
            how="left",
            maintain_order="left",
        )
        .join(
            encode_aliases(whole.select("nama", "alias"), plain, key),
            on=["nama", "alias"],
            how="left",
            nulls_equal=True,
            maintain_order="left",
        )
        .join(_niks(whole["nik"], key), on="nik", how="left", maintain_order="left")
        .join(
            _birthplaces(whole["tempat_lahir"], key),
            on="tempat_lahir",
            how="left",
            maintain_order="left",
        )
        .pipe(_with_births, key)
        .with_columns(
            passport_hash=hmac_64(plain_number(pl.col("no_paspor")), "passport", key),
            local_person_hash=hmac_64(pl.col("local_person"), "local-person", key),
            company_hash=hmac_64(plain_company(pl.col("nama_badan")), "company", key),
            nib_hash=hmac_64(plain_number(pl.col("nib")), "nib", key),
            normaliser_version=pl.lit(NORMALISER_VERSION),
            key_id=pl.lit(key.key_id),
        )
    )
    lists = [c for c, dtype in ENCODINGS.items() if dtype == pl.List(pl.Int64)]
    return encoded.select(*others, *ENCODINGS).with_columns(
        pl.col(lists).fill_null([]), pl.col("is_initials").fill_null(False)
    )


def refuse_foreign(envelopes: pl.DataFrame, key_ids: Iterable[str]) -> None:
    """Refuse encodings of another normaliser or key: they would silently never link.

    Raises:
        ValueError: A row carries another version or key.
    """
    known = list(key_ids)
    versions = envelopes["normaliser_version"].unique().to_list()
    if any(version != NORMALISER_VERSION for version in versions):
        raise ValueError(f"encodings of normaliser {versions}, expected {NORMALISER_VERSION}")
    foreign = envelopes.filter(~pl.col("key_id").is_in(known))["key_id"].unique().to_list()
    if foreign:
        raise ValueError(f"encodings made with key {foreign}, expected one of {known}")


def birth_columns(nik_born: pl.Expr) -> dict[str, pl.Expr]:
    """Birth year, month and precision from `tgl_lahir` (YYYY, YYYY-MM or YYYY-MM-DD).

    Where no birth date is recorded, the one in the NIK stands for it. A recorded date is estimated
    when its source is an estimate, and when it is 1 January, 1 July or 31 December: offices write
    these when they know the year alone.

    Args:
        nik_born: The birth date in the NIK (`nik_birth_date`).
    """
    born = pl.coalesce(pl.col("tgl_lahir"), nik_born)
    length = born.str.len_chars()
    heaped = pl.col("tgl_lahir").str.slice(4).is_in(HEAPED).fill_null(False)
    guessed = pl.col("sumber_umur").str.starts_with("TAKSIRAN").fill_null(False)
    return {
        "birth_year": born.str.slice(0, 4).cast(pl.Int32, strict=False),
        "birth_month": pl.when(length >= 7).then(born.str.slice(0, 7)),
        "birth_precision": length.replace_strict(
            {4: "year", 7: "month", 10: "day"}, default="none", return_dtype=pl.String
        ),
        "birth_is_estimated": pl.col("tgl_lahir").is_not_null() & (guessed | heaped),
    }


def nik_birth_date(nik: pl.Expr) -> pl.Expr:
    """The birth date a NIK carries, as YYYY-MM-DD; null when it holds no date.

    Day + 40 for a woman; a year up to `LATEST_YEAR` is of this century: a man of ninety-five is
    rarer in these records than a child.
    """
    day = nik.str.slice(6, 2).cast(pl.Int64, strict=False)
    day = pl.when(day > 40).then(day - 40).otherwise(day)
    year = nik.str.slice(10, 2).cast(pl.Int64, strict=False)
    year = pl.when(year <= LATEST_YEAR).then(year + 2000).otherwise(year + 1900)
    month = nik.str.slice(8, 2).cast(pl.Int64, strict=False)
    days = pl.date(year, month.clip(1, 12), 1).dt.month_end().dt.day()
    is_date = month.is_between(1, 12) & day.is_between(1, days)
    text = pl.format(
        "{}-{}-{}", year, month.cast(pl.String).str.zfill(2), day.cast(pl.String).str.zfill(2)
    )
    return pl.when(is_date & nik.str.contains(_NIK)).then(text)


def _with_births(frame: pl.DataFrame, key: SecretKey) -> pl.DataFrame:
    """Add BIRTH_SCHEMA but for the birthplace; `nik_born` stands in the frame."""
    frame = frame.with_columns(**birth_columns(pl.col("nik_born"))).with_columns(
        born=pl.when((pl.col("birth_precision") == "day") & ~pl.col("birth_is_estimated")).then(
            pl.coalesce("tgl_lahir", "nik_born")
        )
    )
    born = pl.col("born")
    swapped = pl.concat_str(
        [born.str.slice(0, 4), born.str.slice(8, 2), born.str.slice(5, 2)], separator="-"
    )
    distinct = frame.select(born.drop_nulls().unique())
    hashed = distinct.with_columns(
        birth_date_hash=hmac_64(born, "birth", key),
        birth_swap_hash=hmac_64(swapped, "birth", key),
        birth_day_month_hash=hmac_64(born.str.slice(5), "birth-day-month", key),
    )
    return frame.join(hashed, on="born", how="left", maintain_order="left")


def _niks(niks: pl.Series, key: SecretKey) -> pl.DataFrame:
    """Encodings of every distinct NIK of sixteen digits that are not all the same."""
    first = pl.col("nik").str.slice(0, 1)
    distinct = (
        niks.drop_nulls()
        .unique()
        .sort()
        .alias("nik")
        .to_frame()
        .filter(pl.col("nik").str.contains(_NIK) & (pl.col("nik").str.strip_chars(first) != ""))
    )
    masked = [
        hmac_64(
            [pl.col("nik").str.slice(0, i), pl.lit("*"), pl.col("nik").str.slice(i + 1)],
            "nik-masked",
            key,
        )
        for i in range(_NIK_DIGITS)
    ]
    parts = distinct.with_columns(
        place=pl.col("nik").str.slice(0, 6), born=pl.col("nik").str.slice(6, 6)
    )
    # many numbers share a place and a birth date: each is read and hashed once
    places = parts.select(pl.col("place").unique()).with_columns(
        nik_place_hash=hmac_64(pl.col("place"), "nik-place", key)
    )
    dates = parts.unique("born").select("born", nik_born=nik_birth_date(pl.col("nik")))
    dates = dates.with_columns(nik_birth_hash=hmac_64(pl.col("nik_born"), "birth", key))
    return (
        parts.join(places, on="place", how="left", maintain_order="left")
        .join(dates, on="born", how="left", maintain_order="left")
        .select(
            "nik",
            "nik_born",
            "nik_place_hash",
            "nik_birth_hash",
            nik_hash=hmac_64(pl.col("nik"), "nik", key),
            nik_masked_hashes=pl.concat_list(masked),
        )
    )


def _birthplaces(places: pl.Series, key: SecretKey) -> pl.DataFrame:
    """Encodings of every distinct place of birth."""
    distinct = places.drop_nulls().unique().sort().alias("tempat_lahir").to_frame()
    plain = distinct.with_columns(plain=plain_place(pl.col("tempat_lahir"))).drop_nulls()
    sounds = [" ".join(map(phonetic_key, text.split())) for text in plain["plain"]]
    plain = plain.with_columns(sound=pl.Series(sounds, dtype=pl.String))
    filters = token_filters(plain["plain"], "birthplace-bigram", PLACE_BITS, PLACE_POSITIONS, key)
    return plain.with_columns(
        birthplace_hash=hmac_64(pl.col("plain"), "birthplace", key),
        birthplace_phonetic_hash=hmac_64(pl.col("sound"), "birthplace-sound", key),
        birthplace_bloom_0=pl.Series(filters[:, 0], dtype=pl.Int64),
        birthplace_bloom_1=pl.Series(filters[:, 1], dtype=pl.Int64),
    ).drop("plain", "sound")
