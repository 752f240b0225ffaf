"""The protected cells of a report: one function for drafts and for releases."""

import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

import polars as pl

from contracts.problems import ExitCode, Problem
from orchestration.stages.release.outside import told_outside
from orchestration.store import Store
from transforms.disclosure.counting.counted import counted_of
from transforms.disclosure.counting.units import TABLES, units_of
from transforms.disclosure.policy import Policy
from transforms.disclosure.protection.concentration import dominated, is_by_case
from transforms.disclosure.protection.regencies import coarsened
from transforms.disclosure.protection.rounded import apart, rounded, with_rounded
from transforms.disclosure.protection.small_cells import Decision, decide, in_order
from transforms.disclosure.protection.told import KNOWN, MICRODATA, Told, told_of
from warehouse import published
from warehouse.releases import contents
from warehouse.releases.ledger import Entry
from warehouse.releases.standing import known_to_readers

PREFIX = {
    "annual": "rpt_annual__",
    "regional": "rpt_regional__",
    "incidental": "rpt_incidental__",
}
_ROUNDING = "rounding of released tables"
_ROUNDINGS = 5  # that are tried
_Made = TypeVar("_Made")


def protected(
    store: Store,
    report: tuple[str, str],
    policy: Policy,
    earlier: Mapping[str, Told],
    *,
    is_draft: bool,
    attempt: int = 0,
) -> Decision:
    """Decide on every cell of a report, in keeping with what earlier releases showed and hid.

    Args:
        store: With a published vintage.
        report: `annual` or `regional` and the year, or `incidental` and the case.
        policy: The rules.
        earlier: What was ever published, as `told_before` reads it.
        is_draft: Whether blocks that are internal stand in it.
        attempt: Which rounding of the blocks that are rounded.

    Raises:
        Problem: Nothing is published in the warehouse, there is no such report, or outsiders are
            said to know what is not so.
    """
    kind, subject = report
    is_of_case = kind == "incidental"
    chosen = pl.col("case_id") == subject if is_of_case else pl.col("report_year") == int(subject)
    cells = reporting_cells(store, PREFIX[kind], chosen)
    if not is_draft:
        blocks = pl.struct("table_code", "block_code")
        left_out = [{"table_code": t, "block_code": b} for t, b in sorted(policy.internal)]
        cells = cells.filter(~blocks.is_in(left_out))
    if cells.is_empty():
        empty = "storage.case_unknown" if is_of_case else "storage.report_year_empty"
        raise Problem(empty, year=subject, case_id=subject)
    withheld = cells.clear()
    if not is_of_case:
        cells, withheld = coarsened(cells, policy, earlier)
    by_case = _dominated(store, cells, policy)
    known = earlier.get(KNOWN)
    pins = _pins(earlier)
    exact, fine = apart(cells, policy)
    decision = decide(exact, policy, dominated=by_case, earlier=pins, known=known)
    if fine.is_empty() and withheld.is_empty():
        return decision
    seen = rounded(fine, policy, _rounding_key(store, attempt), earlier)
    empty = withheld.with_columns(
        pl.lit(None).alias("value"), pl.lit(None).alias("contributors"),
        pl.lit("withheld").alias("shown_code"), pl.lit(None).alias("quantity"),
    )  # fmt: skip
    columns = decision.cells.columns
    every = [part.select(columns) for part in (decision.cells, seen, empty) if part.height]
    of_rounded = None if fine.is_empty() else fine
    return replace(decision, cells=in_order(pl.concat(every)), fine=of_rounded, dominated=by_case)


def first_safe(
    store: Store,
    report: tuple[str, str],
    policy: Policy,
    earlier: Mapping[str, Told],
    *,
    is_draft: bool,
    then: Callable[[Decision], _Made],
) -> _Made:
    """What is made of a report's cells; where counts are rounded, of the first way that passes.

    What is said of a rounding follows from what would be published, so that which one goes out
    tells no more than any: each reader can see that it passes.

    Args:
        store: With a published vintage.
        report: As `protected` takes it.
        policy: The rules.
        earlier: What was ever published.
        is_draft: Whether blocks that are internal stand in it.
        then: Makes it, or refuses with a `Problem`.

    Raises:
        Problem: As `protected` and `then` do; of roundings each.
    """
    attempt = 0
    while True:
        decision = None
        try:
            decision = protected(store, report, policy, earlier, is_draft=is_draft, attempt=attempt)
            return then(decision)
        except Problem as problem:
            is_far = problem.key == "release.rounded_far"  # before anything is decided
            is_rounded = is_far or (decision is not None and decision.fine is not None)
            attempt += 1
            if not is_rounded or attempt == _ROUNDINGS:
                raise


def told_by(decision: Decision, policy: Policy, name: str) -> Told:
    """What a release of these cells tells and keeps.

    Args:
        decision: As `protected` returns it.
        policy: The rules.
        name: Id of the release.

    Raises:
        Problem: The figures contradict one another.
    """
    told = told_of(decision.counted, decision.protected, policy)
    if decision.fine is None:
        return told
    try:
        seen = apart(decision.cells, policy)[1]
        return with_rounded(told, decision.fine, seen, policy, decision.dominated)
    except ValueError as error:
        raise Problem("release.contradiction", exit_code=ExitCode.BLOCKED, release=name) from error


def must_be_planned(decision: Decision, policy: Policy) -> None:
    """Refuse what the number plan does not know, and a regency crossed with too much.

    Raises:
        Problem: A block is not in the plan, or crosses a regency with what it may not be.
    """
    blocked = ExitCode.BLOCKED
    blocks = decision.cells.select("table_code", "block_code").unique()
    for table, block in blocks.sort("table_code", "block_code").iter_rows():
        if not policy.is_planned(table, block):
            raise Problem("release.not_planned", exit_code=blocked, table=table, block=block)
    counted = decision.counted
    for quantity, row in zip(counted.quantities, counted.labels, strict=True):
        if row["table_code"] != KNOWN and not policy.is_crossing_allowed(quantity.predicates):
            at = {"table": row["table_code"], "block": row["block_code"]}
            raise Problem("release.crossing", exit_code=blocked, **at)


def told_before(store: Store, entries: Sequence[Entry]) -> dict[str, Told]:
    """What anybody can know: what outsiders know, then all releases, withdrawn ones too, in order.

    Raises:
        Problem: What was kept of one is damaged, or a line of `knowledge.csv` is.
    """
    found = told_outside(store)
    for one in known_to_readers(entries):
        frames = contents.read_secret(store.zones, one.release, one.proposal.facts["secret"])
        found[one.release] = Told(**frames)
    return found


def reporting_cells(store: Store, prefix: str, chosen: pl.Expr) -> pl.DataFrame:
    """All cells of the reporting tables of one report, of the published vintage.

    Raises:
        Problem: Nothing is published yet.
    """
    vintage = published.current_vintage(store.zones)
    if vintage is None:
        raise Problem("storage.nothing_published")
    names = [table.name for table in vintage.tables if table.name.startswith(prefix)]
    folder = store.zones.current
    return pl.concat([pl.read_parquet(folder / f"{n}.parquet").filter(chosen) for n in names])


def _rounding_key(store: Store, attempt: int) -> bytes:
    """Of the identity key, which is never rotated: the same count is rounded as it was before."""
    purpose = f"{_ROUNDING} {attempt}".encode()
    return hmac.digest(bytes.fromhex(store.keys.identity.hex), purpose, hashlib.sha256)


def _dominated(store: Store, cells: pl.DataFrame, policy: Policy) -> dict[str, int]:
    """What tells too much of its largest case; in a report on one case that is nothing."""
    counted = counted_of(cells.to_dicts(), policy)
    vintage = published.current_vintage(store.zones)
    if vintage is None or not any(map(is_by_case, counted.quantities)):
        return {}
    folder, there = store.zones.current, {table.name for table in vintage.tables}
    marts = {n: pl.read_parquet(folder / f"{n}.parquet") for n in TABLES if n in there}
    return dominated(units_of(marts), counted, policy)


def _pins(earlier: Mapping[str, Told]) -> pl.DataFrame | None:
    """What earlier releases showed and hid; a file of records hides no figure."""
    told_only = pl.col("is_published") | (pl.col("table_code") != MICRODATA)
    frames = [
        told.quantities.filter(~pl.col("is_rest"), told_only)
        for name, told in earlier.items()
        if name != KNOWN
    ]
    return pl.concat(frames) if frames else None
