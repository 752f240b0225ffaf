"""Pseudonymised to linked: which rows count, and which of them are one person and one case."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from contracts.registry import AGENCIES
from orchestration.fingerprints import code_version, fingerprint
from orchestration.stages import ingest
from orchestration.stages import pseudonymise as previous
from orchestration.stages.linkage import decisions, models
from orchestration.store import Store

if TYPE_CHECKING:
    from transforms.linkage.kept import Kept

FRAMES = ("persons", "cases", "crosswalk", "pairs", "review", "kept_records", "kept_pairs")
ACCOUNTED = (
    "record_id",
    "record_type",
    "submission_id",
    "agency_code",
    "unit_code",
    "period",
    "revision",
    "row",
    "is_rejected",
)


RECORD = ("record_id", "submission_id")


@dataclass(frozen=True)
class LinkSummary:
    """What the linkage came to, for people to see."""

    records: int
    persons: int
    documents: int
    cases: int
    review: int


def is_stale(store: Store) -> bool:
    """Whether anything pseudonymised, decided or modelled is not linked yet."""
    return store.fingerprint(done(store)) != stamp(store)


def link_records(store: Store) -> LinkSummary:
    """Account for every row, link the current ones and write the linked zone."""
    from transforms.accounting import ACCEPTED
    from transforms.linkage import link

    now = stamp(store)
    accounted = account_rows(store)
    current = accounted.filter(pl.col("outcome_code") == ACCEPTED).select(RECORD)
    persons = current_persons(store, accounted)
    documents = current_documents(everything(store, "documents"), persons, current)
    linked = link(
        persons,
        documents,
        read(store, "crosswalk"),
        decisions.for_replay(store),
        models.in_use(store),
        store.keys.identity,
        _kept(store),
    )
    store.write(store.zones.linked("accounting"), accounted)
    for name in FRAMES:
        store.write(store.zones.linked(name), getattr(linked, name))
    store.remember(done(store), now)
    return LinkSummary(
        records=linked.persons.height,
        persons=linked.persons["person_id"].n_unique(),
        documents=linked.cases.height,
        cases=linked.cases["case_id"].n_unique(),
        review=linked.review.height,
    )


def _kept(store: Store) -> "Kept | None":
    """The comparisons of the run before, where one kept any: only what changed is compared."""
    from transforms.linkage.kept import Kept

    records, pairs = read(store, "kept_records"), read(store, "kept_pairs")
    return None if records is None or pairs is None else Kept(records, pairs)


def account_rows(store: Store) -> pl.DataFrame:
    """One row per received row of every record type (`ACCOUNTED`), with what became of it.

    Rows of a submission that was stopped at the file checks were counted and not read; they stand
    here without a record_id, all rejected unless withdrawn or superseded.
    """
    from transforms.accounting import account

    rows = [
        frame.select(ACCOUNTED)
        for agency in AGENCIES
        for name in ingest.agency_types(agency)
        if (frame := _rows(store, agency, name)) is not None
    ]
    unread = [frame for agency in AGENCIES if (frame := _unread(store, agency)) is not None]
    received = pl.concat([*rows, *unread]).rename({"record_id": "record_key"})
    return account(received, submissions(store)).rename({"record_key": "record_id"})


def submissions(store: Store) -> pl.DataFrame:
    """All submissions (see `ingest.submissions`), each with the status of its last check."""
    listed = pl.concat([ingest.submissions(store, agency) for agency in AGENCIES])
    checked = [
        frame
        for agency in AGENCIES
        if (frame := ingest.validated(store, agency, _complete(store, agency), "outcomes"))
        is not None
    ]
    status = pl.concat(checked).select("submission_id", "status")
    return (
        listed.join(status, on="submission_id", how="left", maintain_order="left")
        .with_columns(check_status_code=pl.coalesce("status", "check_status_code"))
        .drop("status")
    )


def _rows(store: Store, agency: str, name: str) -> pl.DataFrame | None:
    frame = records(store, agency, name)
    return None if frame is None else frame.with_columns(record_type=pl.lit(name))


def _unread(store: Store, agency: str) -> pl.DataFrame | None:
    """Rows that were counted but could not be read into the contract's columns."""
    periods = _complete(store, agency)
    counts = ingest.validated(store, agency, periods, "counts")
    outcomes = ingest.validated(store, agency, periods, "outcomes")
    if counts is None or outcomes is None:
        return None
    stopped = outcomes.filter("failed_step_1").select("submission_id")
    return (
        counts.join(stopped, on="submission_id", how="semi")
        .filter(pl.col("rows") > 0)
        .join(ingest.submissions(store, agency), on="submission_id")
        .with_columns(row=pl.int_ranges(1, pl.col("rows") + 1))
        .explode("row", empty_as_null=True)
        .select(
            pl.lit(None, pl.String).alias("record_id"),
            "record_type",
            "submission_id",
            "agency_code",
            "unit_code",
            "period",
            "revision",
            pl.col("row").cast(pl.Int64),
            is_rejected=pl.lit(True),
        )
    )


def records(store: Store, agency: str, name: str) -> pl.DataFrame | None:
    """All rows of one record type in the pseudonymised zone; None where none ever arrived."""
    periods = _complete(store, agency)
    paths = [store.zones.pseudonymised(agency, period, name) for period in periods]
    found = [path for path in paths if path.exists()]
    return pl.read_parquet(found) if found else None


def everything(store: Store, name: str) -> pl.DataFrame:
    """The persons or documents of all agencies and months."""
    frames = [frame for agency in AGENCIES if (frame := records(store, agency, name)) is not None]
    return pl.concat(frames)


def current_persons(store: Store, accounted: pl.DataFrame) -> pl.DataFrame:
    """The linkage envelope of the records that count."""
    from transforms.accounting import ACCEPTED

    current = accounted.filter(pl.col("outcome_code") == ACCEPTED).select(RECORD)
    return everything(store, "persons").join(current, on=RECORD, how="semi")


def current_documents(
    documents: pl.DataFrame, persons: pl.DataFrame, current: pl.DataFrame
) -> pl.DataFrame:
    """The documents that a current record stands in: its own row, or a person in it."""
    own = current.select(document_id="record_id", submission_id="submission_id")
    named = persons.select("document_id", "submission_id")
    kept = pl.concat([own, named]).unique()
    return (
        documents.join(kept, on=["document_id", "submission_id"], how="semi")
        .sort("document_id", "period", "revision")
        .unique("document_id", keep="last", maintain_order=True)
    )


def read(store: Store, name: str) -> pl.DataFrame | None:
    """A frame of the linked zone as the last run left it; None before the first."""
    path = store.zones.linked(name)
    return pl.read_parquet(path) if path.exists() else None


def unaccounted(store: Store) -> list[str]:
    """Record types whose outcomes do not add up to the rows that were received."""
    accounted = read(store, "accounting")
    counts = pl.concat(
        [
            frame
            for agency in AGENCIES
            if (frame := ingest.validated(store, agency, _complete(store, agency), "counts"))
            is not None
        ]
    )
    received = counts.group_by("record_type").agg(received=pl.col("rows").sum())
    if accounted is None:
        return received["record_type"].to_list()
    found = accounted.group_by("record_type").agg(
        accounted=pl.col("outcome_code").is_not_null().sum()
    )
    return (
        received.filter(pl.col("received") > 0)
        .join(found, on="record_type", how="left")
        .filter(pl.col("received") != pl.col("accounted").fill_null(0))["record_type"]
        .to_list()
    )


def stamp(store: Store) -> str:
    """Fingerprint of what the linkage reads."""
    months: Mapping[str, list[str | None]] = {
        agency: [
            store.fingerprint(previous.done(store, agency, p)) for p in _complete(store, agency)
        ]
        for agency in AGENCIES
    }
    withdrawn = {
        agency: ingest.submissions(store, agency).filter("is_withdrawn")["submission_id"].to_list()
        for agency in AGENCIES
    }
    taken = decisions.taken(store)
    return fingerprint(
        months,
        withdrawn,
        taken.sort("number").to_dicts(),
        models.chosen(store),
        code_version("transforms.linkage", "contracts.encoding"),
    )


def done(store: Store) -> Path:
    """Where the linked zone says that it is complete."""
    return store.zones.linked("persons").with_name("done.json")


def _complete(store: Store, agency: str) -> list[str]:
    return [
        period
        for period in ingest.received(store, agency)
        if store.fingerprint(previous.done(store, agency, period)) is not None
    ]
