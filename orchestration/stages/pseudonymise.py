"""Validated to pseudonymised: identifiers end here, encodings and coarsened attributes go on."""

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

import polars as pl

from orchestration.fingerprints import code_version, fingerprint
from orchestration.stages import ingest
from orchestration.store import Store

ENVELOPE_FRAMES = ("persons", "documents")


def stale_periods(store: Store, agency: str) -> list[str]:
    """Months that are validated and not pseudonymised as they stand now."""
    return [
        period
        for period in ingest.received(store, agency)
        if (stamp := _stamp(store, agency, period)) is not None
        and store.fingerprint(done(store, agency, period)) != stamp
    ]


def pseudonymise_periods(store: Store, agency: str, periods: Iterable[str]) -> dict[str, int]:
    """Write the pseudonymised zone of these months.

    Returns:
        Rows written, by frame.
    """
    from transforms.pseudonymise import pseudonymise

    stamps = {p: _stamp(store, agency, p) for p in sorted(set(periods))}
    wanted = [period for period, stamp in stamps.items() if stamp is not None]
    rows = {
        name: frame
        for name in ingest.agency_types(agency)
        if (frame := ingest.validated(store, agency, wanted, name)) is not None
    }
    submissions = ingest.submissions(store, agency).filter(pl.col("period").is_in(wanted))
    result = pseudonymise(
        agency,
        rows,
        submissions,
        desk=store.keys.desk,
        linkage=store.keys.linkage,
        identity=store.keys.identity,
    )
    frames = {**result.records, "persons": result.persons, "documents": result.documents}
    store.write_months(frames, wanted, partial(store.zones.pseudonymised, agency), seal=False)
    store.remember_all({done(store, agency, p): stamp for p, stamp in stamps.items() if stamp})
    return {name: frame.height for name, frame in frames.items()}


def pseudonymised(store: Store, agency: str, periods: Sequence[str], name: str) -> pl.DataFrame:
    """One frame of the pseudonymised zone over several months."""
    paths = [store.zones.pseudonymised(agency, period, name) for period in periods]
    return pl.read_parquet([path for path in paths if path.exists()])


def done(store: Store, agency: str, period: str) -> Path:
    """Where a pseudonymised month says that it is complete."""
    return store.zones.pseudonymised(agency, period, "persons").with_name("done.json")


def _stamp(store: Store, agency: str, period: str) -> str | None:
    """Fingerprint of a month's input; None while it is not validated as it stands."""
    validated = store.fingerprint(ingest.done(store, agency, period))
    if validated is None:
        return None
    keys = (store.keys.desk, store.keys.linkage, store.keys.identity)
    return fingerprint(
        validated,
        [key.key_id for key in keys],
        code_version("contracts.encoding", "transforms.pseudonymise"),
    )
