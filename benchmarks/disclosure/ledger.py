"""Ten releases one after the other, each attacked together with all before it."""

import time
from pathlib import Path
from typing import Any

import polars as pl

RELEASES = 10


def ledger(marts: str) -> dict[str, Any]:
    """Protect and audit the reports of all years, annual and regional, then of the largest cases.

    A report that the gate refuses is no release: the next case takes its place.

    Args:
        marts: Folder of a published vintage, with its `rpt_` tables.
    """
    from transforms.disclosure.gate.gate import audit
    from transforms.disclosure.policy import reviewed
    from transforms.disclosure.protection.told import Told, fault_of

    policy = reviewed()
    cases = pl.read_parquet(Path(marts) / "dim_cases.parquet")
    of = {kind: _cells(marts, f"rpt_{kind}__*") for kind in ("annual", "regional", "incidental")}
    years = of["annual"]["report_year"].unique().sort().to_list()
    largest = cases.sort("victims_count", "case_id", descending=[True, False])["case_id"].to_list()
    told: dict[str, Told] = {}
    refused, unproved, seconds, processor, slowest = 0, 0, 0.0, 0.0, 0.0
    of_years = [(kind, year) for year in years for kind in ("annual", "regional")]
    for kind, subject in [*of_years, *(("incidental", case) for case in largest)]:
        if len(told) == RELEASES:
            break
        by = "case_id" if kind == "incidental" else "report_year"
        cells = of[kind].filter(pl.col(by) == subject)
        if cells.is_empty():
            continue
        name = f"{kind}-{subject}"
        begun, used = time.perf_counter(), time.process_time()
        new = _told(cells, policy, told)
        unproved += fault_of(new) is not None
        found = audit(name, {**told, name: new}, policy)
        seconds, processor = time.perf_counter() - begun, time.process_time() - used
        slowest = max(slowest, processor)
        if found.is_safe:
            told[name] = new
        refused += not found.is_safe
    return {
        "seconds": seconds,
        "processor": processor,
        "slowest": slowest,
        "releases": len(told),
        "quantities": sum(one.quantities.height for one in told.values()),
        "refused": refused,
        "unproved": unproved,
    }


def _told(cells: pl.DataFrame, policy: Any, told: dict[str, Any]) -> Any:
    """What a report tells, decided as for a release."""
    from transforms.disclosure.protection.regencies import coarsened
    from transforms.disclosure.protection.rounded import apart, rounded, with_rounded
    from transforms.disclosure.protection.small_cells import decide
    from transforms.disclosure.protection.told import told_of

    if "report_year" in cells.columns:
        cells, _ = coarsened(cells, policy, told)
    exact, fine = apart(cells, policy)
    decision = decide(exact, policy, earlier=_pins(told))
    own = told_of(decision.counted, decision.protected, policy)
    return with_rounded(own, fine, rounded(fine, policy, b"a key", told), policy)


def _cells(marts: str, pattern: str) -> pl.DataFrame:
    return pl.concat(
        [pl.read_parquet(path) for path in sorted(Path(marts).glob(f"{pattern}.parquet"))]
    )


def _pins(told: dict[str, Any]) -> pl.DataFrame | None:
    frames = [one.quantities.filter(~pl.col("is_rest")) for one in told.values()]
    return pl.concat(frames) if frames else None
