"""What became of every received row: withdrawn, superseded, rejected or accepted.

Each row is exactly one of the four, the first that applies, so that they add up to the rows
received. Order of arrival plays no part: the outcome follows from numbers, periods and keys.
"""

import polars as pl

WITHDRAWN, SUPERSEDED, REJECTED, ACCEPTED = "WITHDRAWN", "SUPERSEDED", "REJECTED", "ACCEPTED"
OUTCOMES = (WITHDRAWN, SUPERSEDED, REJECTED, ACCEPTED)

_ADDRESS = ("agency_code", "unit_code", "period")
_REVISION = (*_ADDRESS, "revision")
_RECORD = ("agency_code", "unit_code", "record_type", "record_key")


def current_submissions(submissions: pl.DataFrame) -> pl.DataFrame:
    """Add which revision counts for its agency, unit and period.

    It is the highest one that is neither withdrawn nor without effect: a submission stopped at the
    file checks, or with no row accepted (status rejected), supersedes nothing. A nil return has
    effect: it replaces what was there by nothing.

    Args:
        submissions: One row per revision: agency_code, unit_code, period, revision (integer),
            is_withdrawn, check_status_code.

    Returns:
        The same rows, with `is_current` (Boolean) and `current_revision` (Int64; null where no
        revision of the period counts).
    """
    has_effect = ~pl.col("is_withdrawn") & (pl.col("check_status_code") != "rejected")
    counting = pl.col("revision").cast(pl.Int64).filter(has_effect).max().over(_ADDRESS)
    return submissions.with_columns(current_revision=counting).with_columns(
        is_current=(has_effect & (pl.col("revision") == pl.col("current_revision")))
    )


def account(rows: pl.DataFrame, submissions: pl.DataFrame) -> pl.DataFrame:
    """Say of every received row what became of it.

    - withdrawn: its submission is;
    - superseded: a higher revision counts for the same period, or the revision that counts for a
      later period carries the same natural key of the same unit in a row that was not rejected;
    - rejected: by a rule;
    - accepted: the rest.

    Args:
        rows: One row per received row: agency_code, unit_code, period (`YYYY-MM`), revision,
            record_type, record_key (null or empty where it could not be read), is_rejected.
            Further columns are kept.
        submissions: As `current_submissions` takes them, one for every revision that has rows.

    Returns:
        The rows as given and in their order, with `outcome_code`.

    Raises:
        ValueError: A row has no submission, or two submissions are one revision.
    """
    counted = current_submissions(submissions).select(
        *_REVISION, "is_withdrawn", "is_current", "current_revision"
    )
    if counted.select(_REVISION).is_duplicated().any():
        raise ValueError("two submissions are the same revision")
    joined = rows.join(counted, on=_REVISION, how="left", maintain_order="left")
    if joined["is_withdrawn"].null_count():
        raise ValueError("a row has no submission")
    later = joined.join(_latest(joined), on=_RECORD, how="left", maintain_order="left")
    outcome = (
        pl.when("is_withdrawn")
        .then(pl.lit(WITHDRAWN))
        .when(_superseded())
        .then(pl.lit(SUPERSEDED))
        .when("is_rejected")
        .then(pl.lit(REJECTED))
        .otherwise(pl.lit(ACCEPTED))
    )
    added = ("is_withdrawn", "is_current", "current_revision", "latest_period")
    return later.with_columns(outcome_code=outcome).drop(added)


def summary(accounted: pl.DataFrame) -> pl.DataFrame:
    """Count the outcomes of each submission and record type.

    Args:
        accounted: What `account` returns.

    Returns:
        One row per agency_code, unit_code, period, revision and record_type, in that order, with
        rows_received, rows_withdrawn, rows_superseded, rows_rejected, rows_accepted (Int64).
    """
    by = (*_REVISION, "record_type")
    counts = [
        (pl.col("outcome_code") == code).sum().cast(pl.Int64).alias(f"rows_{code.lower()}")
        for code in OUTCOMES
    ]
    received = pl.len().cast(pl.Int64).alias("rows_received")
    return accounted.group_by(by).agg(received, *counts).sort(by)


def _superseded() -> pl.Expr:
    by_revision = pl.col("revision") < pl.col("current_revision")
    by_period = pl.col("latest_period") > pl.col("period")
    return by_revision.fill_null(False) | by_period.fill_null(False)


def _latest(joined: pl.DataFrame) -> pl.DataFrame:
    """The last period in which each record stands in a row that counts."""
    counts = (
        pl.col("is_current")
        & ~pl.col("is_rejected")
        & pl.col("record_key").is_not_null()
        & (pl.col("record_key") != "")
    )
    found = joined.filter(counts).group_by(_RECORD).agg(latest_period=pl.col("period").max())
    return found.sort(_RECORD)
