"""Ten releases one after the other, each attacked together with all before it."""

import time
from pathlib import Path
from typing import Any

import polars as pl

RELEASES = 10


def ledger(marts: str) -> dict[str, Any]:
    """Protect and audit annual reports of all years, then reports on the largest cases.

    A report that the gate refuses is no release: the next case takes its place.

    Args:
        marts: Folder of a published vintage, with its `rpt_` tables.
    """
    from transforms.disclosure.release.gate import audit
    from transforms.disclosure.release.policy import reviewed
    from transforms.disclosure.release.small_cells import decide
    from transforms.disclosure.release.told import Told, fault_of, told_of

    policy = reviewed()
    cases = pl.read_parquet(Path(marts) / "dim_cases.parquet")
    annual, incidental = _cells(marts, "rpt_annual__*"), _cells(marts, "rpt_incidental__*")
    years = annual["report_year"].unique().sort().to_list()
    largest = cases.sort("victims_count", "case_id", descending=[True, False])["case_id"].to_list()
    told: dict[str, Told] = {}
    refused, unproved, seconds, processor, slowest = 0, 0, 0.0, 0.0, 0.0
    for subject in [*years, *largest]:
        if len(told) == RELEASES:
            break
        is_year = subject in years
        cells = (
            annual.filter(pl.col("report_year") == subject)
            if is_year
            else incidental.filter(pl.col("case_id") == subject)
        )
        if cells.is_empty():
            continue
        begun, used = time.perf_counter(), time.process_time()
        decision = decide(cells, policy, earlier=_pins(told))
        new = told_of(decision.counted, decision.protected, policy)
        unproved += fault_of(new) is not None
        found = audit(str(subject), {**told, str(subject): new}, policy)
        seconds, processor = time.perf_counter() - begun, time.process_time() - used
        slowest = max(slowest, processor)
        if found.is_safe:
            told[str(subject)] = new
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


def _cells(marts: str, pattern: str) -> pl.DataFrame:
    return pl.concat(
        [pl.read_parquet(path) for path in sorted(Path(marts).glob(f"{pattern}.parquet"))]
    )


def _pins(told: dict[str, Any]) -> pl.DataFrame | None:
    frames = [
        one.quantities.filter(~pl.col("is_rest")).select("quantity", "value", "is_published")
        for one in told.values()
    ]
    return pl.concat(frames) if frames else None
