"""What is compared: one row per natural person of the envelope, derived from its encodings alone.

The envelope carries keyed hashes and filters; here they become the columns that the comparison
levels and blocking keys of the model name: sets of tokens by rarity, the interval in which the
birth year lies, the frequency of a name. Nothing here can be turned back into a name or a date.
"""

import polars as pl

ROLE_GROUPS = {
    "KORBAN": "V",
    "CLIENT": "V",
    "PATIENT": "V",
    "RESTITUTION": "V",
    "TERLAPOR": "S",
    "TERSANGKA": "S",
    "DEFENDANT": "S",
    "SAKSI": "W",
}
"""Part a person plays: victim, suspect, witness."""

RARE, UNCOMMON = 0.0006, 0.004
"""A name token in fewer than this share of the named records says much, or something."""

SLOTS = 4
"""Tokens of a name that are compared, the rarest first; longer names lose their commonest."""

_PERSONS_PER_RECORD = 0.6
_FEWEST = 1_000
"""Fewer names say nothing of how frequent one is: they count as drawn from so many."""


def persons(envelope: pl.DataFrame, others: pl.DataFrame | None = None) -> pl.DataFrame:
    """Columns for blocking and comparison, one row per natural person, ordered by record_id.

    Args:
        envelope: `persons` of the pseudonymised zone; corporations are left out here.
        others: Features of records that are there already: names are as frequent as among all of
            them, and rows are numbered after theirs.

    Returns:
        `row` (Int64, 0…n−1 in order of record_id), record_id, and the derived columns.
    """
    frame = (
        envelope.filter(~pl.col("is_corporation"))
        .sort("record_id")
        .with_row_index("row", offset=0 if others is None else others.height)
        .with_columns(pl.col("row").cast(pl.Int64))
    )
    return frame.select(
        "row",
        "record_id",
        "agency_code",
        "unit_code",
        "document_id",
        "role_code",
        pl.col("role_code").replace_strict(ROLE_GROUPS, default="V").alias("role_group"),
        pl.col("record_date").cast(pl.Int32).alias("record_day"),
        "place_province_code",
        pl.col("exploitation_codes").str.split("|").alias("forms"),
        *_name_columns(),
        *_birth_columns(),
        *_number_columns(frame),
        pl.when(pl.col("sex_code").is_in(["L", "P"])).then("sex_code").alias("sex_code"),
        pl.when(pl.col("citizenship_code") != "UNK")
        .then("citizenship_code")
        .alias("citizenship_code"),
        "origin_province_code",
        "origin_regency_code",
        "birthplace_hash",
        "birthplace_phonetic_hash",
        "birthplace_bloom_0",
        "birthplace_bloom_1",
        "case_tokens",
    ).pipe(_with_name_frequency, others)


def _name_columns() -> list[pl.Expr]:
    known = [f"bloom_{i}" for i in range(8)] + ["bloom_count", "initials_hash", "name_hash"]
    phonetics = _list("name_phonetic_hashes")
    alias = _list("alias_phonetic_hashes")
    return [
        *(pl.col(c) for c in known),
        pl.col("is_initials").fill_null(value=False).alias("is_initials"),
        pl.col("name_token_count").cast(pl.Int32).alias("name_token_count"),
        phonetics.alias("phonetics"),
        phonetics.list.len().cast(pl.Int32).clip(0, SLOTS).alias("token_count"),
        *(alias.list.get(i, null_on_oob=True).alias(f"alias_{i + 1}") for i in range(2)),
        phonetics.list.set_union(alias).alias("tokens"),
        pl.when(phonetics.list.len() > 0)
        .then(phonetics.list.sum().cast(pl.Int64))
        .alias("name_key"),
    ]


def _birth_columns() -> list[pl.Expr]:
    exact = pl.col("birth_precision").eq("day") & ~pl.col("birth_is_estimated")
    year = pl.col("birth_year").cast(pl.Int32)
    by_age = pl.col("record_date").dt.year() - pl.col("age")
    spread = pl.when(pl.col("birth_is_estimated")).then(2).otherwise(0)
    dates = pl.concat_list("birth_date_hash", "nik_birth_hash").list.drop_nulls().list.unique()
    return [
        pl.col("birth_date_hash").alias("birth_own_hash"),
        pl.col("nik_birth_hash"),
        pl.col("birth_swap_hash"),
        pl.col("birth_day_month_hash"),
        pl.col("birth_month"),
        exact.fill_null(value=False).alias("birth_is_exact"),
        pl.coalesce(year - spread, by_age - 1).cast(pl.Int32).alias("birth_low"),
        pl.coalesce(year + spread, by_age).cast(pl.Int32).alias("birth_high"),
        pl.coalesce(year, by_age).cast(pl.Int32).alias("birth_year"),
        (~exact & (year.is_not_null() | by_age.is_not_null()))
        .fill_null(value=False)
        .alias("birth_is_vague"),
        dates.list.set_union(pl.concat_list("birth_swap_hash").list.drop_nulls()).alias(
            "birth_keys"
        ),
    ]


def _number_columns(frame: pl.DataFrame) -> list[pl.Expr]:
    local = (
        pl.col("local_person_hash")
        if "local_person_hash" in frame.columns
        else pl.lit(None, dtype=pl.Int64)
    )
    return [
        pl.col("nik_hash"),
        pl.when(pl.col("nik_hash").is_not_null())
        .then("nik_masked_hashes")
        .alias("nik_masked_hashes"),
        pl.col("nik_place_hash"),
        pl.col("passport_hash"),
        local.alias("local_person_hash"),
    ]


def _list(column: str) -> pl.Expr:
    """The members of a list as the encoder left them: in order, so that none is sorted here."""
    return pl.col(column).fill_null([]).list.unique(maintain_order=True)


def _with_name_frequency(frame: pl.DataFrame, others: pl.DataFrame | None) -> pl.DataFrame:
    """Add rarity classes of the tokens and `tf_name_key`, the frequency of the whole name.

    A pair that agrees contributes two of the counted records itself, so two are taken off; the
    rest are records, not persons, hence the factor. A name of several tokens is as frequent as
    its tokens together make it, or as it is seen beyond the pair.
    """
    names = ["row", "phonetics", "name_key"]
    every = frame.select(names) if others is None else pl.concat([others[names], frame[names]])
    named = max(every.select(pl.col("name_key").is_not_null().sum()).item(), _FEWEST)
    tokens = frame.select("row", pl.col("phonetics").alias("token")).explode("token").drop_nulls()
    seen_tokens = (
        tokens
        if others is None
        else every.select(pl.col("phonetics").alias("token")).explode("token")
    )
    counted = seen_tokens.group_by("token").len("records")
    share = (
        ((pl.col("records").cast(pl.Float64) - 2).clip(0) * _PERSONS_PER_RECORD + 0.5) / named
    ).round(9)
    rated = tokens.join(counted, on="token").select("row", "token", share.alias("share"))
    rated = rated.sort("row", "share", "token")
    whole = rated.group_by("row", maintain_order=True).agg(
        pl.col("share").log().sum().exp().round(12).alias("product"),
        pl.col("token").filter(pl.col("share") < RARE).alias("rare_tokens"),
        pl.col("token").filter(pl.col("share") < UNCOMMON).alias("uncommon_tokens"),
        *(pl.col("token").get(i, null_on_oob=True).alias(f"token_{i + 1}") for i in range(SLOTS)),
        (pl.col("share").head(SLOTS) < RARE).sum().cast(pl.Int32).alias("rare_count"),
        (pl.col("share").head(SLOTS) < UNCOMMON).sum().cast(pl.Int32).alias("uncommon_count"),
    )
    seen = every.group_by("name_key").len("same_name")
    return (
        frame.join(whole, on="row", how="left")
        .join(seen, on="name_key", how="left")
        .with_columns(
            (
                pl.col("product")
                + (pl.col("same_name").cast(pl.Int64) - 2).clip(0) * _PERSONS_PER_RECORD / named
            )
            .round(12)
            .alias("tf_name_key"),
            pl.col("rare_tokens", "uncommon_tokens").fill_null([]),
            pl.col("rare_count", "uncommon_count").fill_null(0),
        )
        .drop("product", "same_name")
        .sort("row")
    )
