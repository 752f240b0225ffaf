"""The one entry of the checks: submissions in, typed rows and findings out, steps 1 to 4.

All submissions are checked together, one frame per record type: pandera costs as much for nine
rows as for nine thousand.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from contracts import findings as wording
from contracts.assembling import Assembled, assemble, placed
from contracts.checking import Checked, check_record_type
from contracts.reading.read import Reading, read_submission
from contracts.reading.sources import Remark, SourceFile, Submission
from contracts.registry import RecordType, record_types
from contracts.rules import faults
from contracts.rules.same_nik import check_same_nik

__all__ = ["SourceFile", "Submission", "Validation", "validate"]

_PLACE = pl.Schema(
    {
        "submission": pl.Int32,
        "rule": pl.String,
        "file": pl.String,
        "record_type": pl.String,
        "row": pl.Int64,
        "column": pl.String,
        "cell": pl.String,
        "values": pl.String,
    }
)


@dataclass(frozen=True)
class Validation:
    """What the checks made of some submissions. Restricted: rows hold identifiers.

    Attributes:
        rows: By record type, one row per received row of a submission that passed step 1:
            submission_id, row (the line its sender sees), the contract columns, typed, cells in
            error null, record_key, is_rejected, rejected_by (rule, null if accepted).
        findings: One row per finding (`contracts.findings.SCHEMA`), all of them.
        outcomes: One row per submission: submission_id, status, failed_step_1.
        counts: One row per submission and record type: submission_id, record_type, rows,
            accepted, rejected; rows of a submission that failed step 1 as far as they were read.
    """

    rows: dict[str, pl.DataFrame]
    findings: pl.DataFrame
    outcomes: pl.DataFrame
    counts: pl.DataFrame


def validate(submissions: Sequence[Submission]) -> Validation:
    """Check submissions, in whatever order they come.

    Nothing is raised for what a file holds: a file that cannot be read is a finding.
    """
    ordered = sorted(submissions, key=lambda s: s.submission_id)
    readings = [read_submission(submission) for submission in ordered]
    return check_readings(ordered, readings)


def check_readings(submissions: Sequence[Submission], readings: list[Reading]) -> Validation:
    """Steps 2 to 4 on what was read; step 1 has been taken by the reading.

    Args:
        submissions: In order of their id.
        readings: One for each, in the same order; emptied on the way, to free memory.
    """
    remarks = [
        (number, remark)
        for number, reading in enumerate(readings)
        for remark in ([reading.refusal] if reading.refusal else reading.notes)
    ]
    failed = [reading.refusal is not None for reading in readings]
    counts = _counts_of_failed(submissions, readings)
    assembled = _assembled(submissions, readings)
    readings.clear()

    checked: dict[str, Checked] = {}
    for name, parts in assembled.items():
        parents = {n: c.frame for n, c in checked.items()}
        checked[name] = check_record_type(record_types()[name], parts, parents)
    same_nik = check_same_nik({name: c.frame for name, c in checked.items()})
    found = [_remarks(remarks)]
    for name, result in checked.items():
        both = faults.stack([result.faults, same_nik.get(name, faults.none())])
        found.append(placed(both, record_types()[name], assembled[name]).cast(_PLACE))  # pyright: ignore[reportArgumentType]
    ids = pl.Series("submission_id", [s.submission_id for s in submissions], dtype=pl.String)
    findings = _findings(pl.concat(found), ids)
    rows = {n: _rows(c.frame, record_types()[n], ids) for n, c in checked.items()}
    counts += [_counts(c.frame, name, assembled[name], ids) for name, c in checked.items()]
    all_counts = pl.concat(counts).sort("submission_id", maintain_order=True)
    return Validation(
        rows, findings, _outcomes(submissions, failed, findings, all_counts), all_counts
    )


def _assembled(
    submissions: Sequence[Submission], readings: Sequence[Reading]
) -> dict[str, Assembled]:
    found = {}
    for name, record_type in record_types().items():
        tables = [
            (number, table)
            for number, reading in enumerate(readings)
            if reading.refusal is None
            for table in reading.tables
            if table.record_type == name
        ]
        if tables:
            found[name] = assemble(record_type, tables, submissions)
    return found


def _remarks(remarks: Sequence[tuple[int, Remark]]) -> pl.DataFrame:
    import json

    return pl.DataFrame(
        [
            (
                number,
                r.rule,
                r.file,
                r.record_type,
                r.row,
                r.column,
                f"{r.letter}{r.row}" if r.letter and r.row else None,
                json.dumps({**r.values, **({"letter": r.letter} if r.letter else {})}),
            )
            for number, r in remarks
        ],
        schema=_PLACE,
        orient="row",
    )


def _findings(found: pl.DataFrame, ids: pl.Series) -> pl.DataFrame:
    if ids.len() > 1:
        found = found.sort("submission", maintain_order=True)
    named = found.with_columns(ids.gather(found["submission"]))
    return wording.with_rules(named)


def _rows(frame: pl.DataFrame, record_type: RecordType, ids: pl.Series) -> pl.DataFrame:
    return frame.select(
        ids.gather(frame["submission"]).alias("submission_id"),
        "row",
        *(column.name for column in record_type.columns),
        "record_key",
        "is_rejected",
        "rejected_by",
    )


def _counts_of_failed(
    submissions: Sequence[Submission], readings: Sequence[Reading]
) -> list[pl.DataFrame]:
    records = [
        (submission.submission_id, table.record_type, table.height)
        for submission, reading in zip(submissions, readings, strict=True)
        if reading.refusal is not None
        for table in reading.tables
    ]
    schema = ["submission_id", "record_type", "rows"]
    summed = (
        pl.DataFrame(
            records,
            schema=dict(zip(schema, (pl.String, pl.String, pl.Int64), strict=True)),
            orient="row",
        )
        .group_by("submission_id", "record_type", maintain_order=True)
        .agg(pl.col("rows").sum())
    )
    return [
        summed.select(
            *schema, pl.lit(0, pl.Int64).alias("accepted"), pl.col("rows").alias("rejected")
        )
    ]


def _counts(frame: pl.DataFrame, name: str, assembled: Assembled, ids: pl.Series) -> pl.DataFrame:
    """Rows of one record type by submission; a table without rows counts as zero."""
    sent = pl.Series("submission", assembled.submissions, dtype=pl.Int32).to_frame()
    counted = frame.group_by("submission").agg(
        pl.len().alias("rows"), pl.col("is_rejected").sum().alias("rejected")
    )
    joined = sent.join(counted, on="submission", how="left", maintain_order="left")
    rows, rejected = (pl.col(n).fill_null(0).cast(pl.Int64) for n in ("rows", "rejected"))
    return joined.select(
        ids.gather(sent["submission"]).alias("submission_id"),
        pl.lit(name).alias("record_type"),
        rows.alias("rows"),
        (rows - rejected).alias("accepted"),
        rejected.alias("rejected"),
    )


def _outcomes(
    submissions: Sequence[Submission],
    failed: Sequence[bool],
    findings: pl.DataFrame,
    counts: pl.DataFrame,
) -> pl.DataFrame:
    severities = (
        findings.group_by("submission_id")
        .agg((pl.col("severity") == "error").any().alias("has_error"))
        .select("submission_id", "has_error")
    )
    accepted = counts.group_by("submission_id").agg(pl.col("accepted").sum())
    frame = pl.DataFrame(
        {
            "submission_id": pl.Series([s.submission_id for s in submissions], dtype=pl.String),
            "is_nil": pl.Series([s.is_nil for s in submissions], dtype=pl.Boolean),
            "failed_step_1": pl.Series(failed, dtype=pl.Boolean),
        }
    )
    for part in (severities, accepted):
        frame = frame.join(part, on="submission_id", how="left", maintain_order="left")
    nothing_stands = ~pl.col("is_nil") & (pl.col("accepted").fill_null(0) == 0)
    status = (
        pl.when(pl.col("failed_step_1") | nothing_stands)
        .then(pl.lit("rejected"))
        .when(pl.col("has_error"))
        .then(pl.lit("partly_accepted"))
        .when(pl.col("has_error").is_not_null())
        .then(pl.lit("accepted_with_notes"))
        .otherwise(pl.lit("accepted"))
    )
    return frame.select("submission_id", status.alias("status"), "failed_step_1")
