"""The linkage judged: final clusters of the last run against a file of labels."""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from contracts.problems import Problem
from orchestration.stages.linkage import link
from orchestration.store import Store

CLUSTER_COLUMNS = ("agency", "record_type", "unit", "period", "key", "person_id")
_ENOUGH = 30  # true pairs of a group that can be called the worst


@dataclass(frozen=True)
class Judgement:
    """What an evaluation came to.

    Attributes:
        answer: As `interface.md` lays it out.
        clusters: CLUSTER_COLUMNS, one row per labelled record that is current; restricted.
        labelled: Rows of the truth file.
    """

    answer: dict[str, Any]
    clusters: pl.DataFrame
    labelled: int


def judge(store: Store, truth_file: Path) -> Judgement:
    """Judge the clusters of the last run.

    Args:
        store: The data root.
        truth_file: CSV of labelled records (`transforms.linkage.evaluate.TRUTH_COLUMNS`).

    Raises:
        Problem: Nothing is linked yet, the file cannot be used, or no record of it is current.
    """
    from transforms.linkage.evaluate import evaluate, with_record_ids

    persons = link.read(store, "persons")
    accounted = link.read(store, "accounting")
    if persons is None or accounted is None:
        raise Problem("linkage.not_linked")
    labels = with_record_ids(read_truth(truth_file), store.keys.identity)
    known = labels.join(persons.select("record_id", "person_id"), on="record_id")
    if known.is_empty():
        raise Problem("linkage.truth_unknown", path=truth_file, rows=labels.height)
    envelope = link.current_persons(store, accounted)
    # a record sent in several months is labelled once for each: the row of the month that counts
    counting = envelope.select("record_id", pl.col("period").alias("counting"))
    clusters = (
        known.join(counting, on="record_id", how="left")
        .with_columns(is_other=(pl.col("period") != pl.col("counting")).fill_null(False))
        .sort("is_other", *CLUSTER_COLUMNS)
        .unique("record_id", keep="first", maintain_order=True)
        .select(CLUSTER_COLUMNS)
        .sort(CLUSTER_COLUMNS)
    )
    answer = evaluate(labels, persons, envelope)
    return Judgement(answer, clusters, labels.unique("record_id").height)


def read_truth(path: Path) -> pl.DataFrame:
    """The labelled records of a file, every cell as text; further columns are left out.

    Raises:
        Problem: It is not there, is no CSV, or lacks a column or a label.
    """
    from transforms.linkage.evaluate import TRUTH_COLUMNS

    try:
        frame = pl.read_csv(
            io.BytesIO(path.read_bytes().removeprefix(b"\xef\xbb\xbf")),
            infer_schema=False,
            empty_string_is_null=False,
        )
    except OSError as error:
        raise Problem("linkage.truth_unreadable", path=path, why=error.strerror) from error
    except pl.exceptions.PolarsError as error:
        # the text of the error can quote a row
        raise Problem("linkage.truth_no_csv", path=path) from error
    frame = frame.rename({name: name.strip() for name in frame.columns})
    missing = [name for name in TRUTH_COLUMNS if name not in frame.columns]
    if missing:
        raise Problem(
            "linkage.truth_column",
            path=path,
            column=missing[0],
            columns=", ".join(TRUTH_COLUMNS),
        )
    truth = frame.select(pl.col(name).str.strip_chars() for name in TRUTH_COLUMNS)
    if truth.is_empty():
        raise Problem("linkage.truth_empty", path=path)
    for name in ("key", "true_person_id"):
        blank = truth.with_row_index("line", offset=2).filter(pl.col(name) == "")
        if not blank.is_empty():
            line = blank["line"].item(0)
            raise Problem("linkage.truth_blank", path=path, column=name, line=line)
    return truth


def worst_group(groups: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The group with the lowest F1 among those with enough true pairs to tell; None without one."""
    told = [group for group in groups if group["true_pairs"] >= _ENOUGH]
    return min(told, key=lambda g: (g["f1"], g["by"], g["value"]), default=None)
