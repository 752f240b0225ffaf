"""Matches that no comparison saw, estimated from how the blocking keys overlap.

A pair that shares neither a name key nor any other key is never compared, and nobody sees that it
is missing. But the keys work on different evidence: some need a part of the name, some none of it
(birth date and sex, home and year, the case). Of the matches that one kind of key finds the other
finds a share, and that share estimates what it finds of all: two lists of one population, counted
by Chapman's (1951) capture and recapture. Matches are the linked pairs of which a side has no
NIK, each counted by its probability.

Limits: whoever lacks a date often lacks more, so the lists are not independent and the estimate is
a lower bound; groups too large to pair up (`BlockingKey.largest_group`) count as found.
"""

import polars as pl

from transforms.linkage.specification import BlockingKey

NUMBERS = ("nik", "nik_one_digit", "passport", "local_number")
EVIDENCE = ("number", "core", "persons")  # a service that followed its person blocks nothing
NAMES = ("tokens", "rare_tokens", "uncommon_tokens", "name_key")


def unseen_shares(
    frame: pl.DataFrame, pairs: pl.DataFrame, cases: pl.DataFrame, keys: tuple[BlockingKey, ...]
) -> dict[str, float]:
    """Share of the matches without a number in common that no blocking key brings together.

    Args:
        frame: Features (`features.persons`).
        pairs: Scored pairs: record_id_l, record_id_r, probability, is_linked.
        cases: Linkage result: document_id, case_id, reason.
        keys: Blocking keys of the model.

    Returns:
        By role of both sides: victim, suspect.
    """
    known = cases.filter(pl.col("reason").is_in(EVIDENCE)).select(
        "document_id", case_row=pl.col("case_id").rank("dense").cast(pl.Int64)
    )
    frame = frame.join(known, on="document_id", how="left").sort("row")
    row = frame.select("record_id", "row")
    sides = (
        pairs.filter("is_linked")
        .select("record_id_l", "record_id_r", "probability")
        .join(row.rename({"record_id": "record_id_l", "row": "row_l"}), on="record_id_l")
        .join(row.rename({"record_id": "record_id_r", "row": "row_r"}), on="record_id_r")
        .sort("row_l", "row_r")
    )
    rest = [k for k in keys if k.name not in NUMBERS]
    part = frame["role_group"]
    counted = pl.DataFrame(
        {
            "number": _found(frame, sides, [k for k in keys if k.name in NUMBERS]),
            "name": _found(frame, sides, [k for k in rest if set(k.columns) & set(NAMES)]),
            "other": _found(frame, sides, [k for k in rest if not set(k.columns) & set(NAMES)]),
            "p": sides["probability"],
            "l": part.gather(sides["row_l"]),
            "r": part.gather(sides["row_r"]),
        }
    ).filter(~pl.col("number"))
    return {
        role: _chapman(counted.filter((pl.col("l") == code) & (pl.col("r") == code)))
        for role, code in (("victim", "V"), ("suspect", "S"))
    }


def _chapman(matches: pl.DataFrame) -> float:
    """Share of all that neither list holds."""
    name, other, p = pl.col("name"), pl.col("other"), pl.col("p")
    first, second, both, either = matches.select(
        first=p.filter(name).sum(),
        second=p.filter(other).sum(),
        both=p.filter(name & other).sum(),
        either=p.filter(name | other).sum(),
    ).row(0)
    total = (first + 1) * (second + 1) / (both + 1) - 1
    return 0.0 if total <= either else round(1 - either / total, 6)


def _found(frame: pl.DataFrame, pairs: pl.DataFrame, keys: list[BlockingKey]) -> pl.Series:
    """Whether any of the keys brings a pair together."""
    found = pl.Series([False] * pairs.height, dtype=pl.Boolean)
    for key in keys:
        if not set(key.columns) <= set(frame.columns):
            continue
        agrees = pl.Series([True] * pairs.height, dtype=pl.Boolean)
        for column in (*key.columns, *([key.band] if key.band else [])):
            left = frame[column].gather(pairs["row_l"])
            right = frame[column].gather(pairs["row_r"])
            agrees &= _agree(left, right, key.band_width if column == key.band else 0)
        found |= agrees
    return found


def _agree(left: pl.Series, right: pl.Series, width: int) -> pl.Series:
    both = pl.DataFrame({"l": left, "r": right})
    if isinstance(left.dtype, pl.List):
        condition = pl.col("l").list.set_intersection("r").list.len() > 0
    elif width:
        condition = (pl.col("l") - pl.col("r")).abs() <= width
    else:
        condition = pl.col("l") == pl.col("r")
    return both.select(condition.fill_null(value=False)).to_series()
