"""What arrived and what is missing, from receipts and tombstones alone: no key, no content.

The rows by outcome are those of the last run while they are of the same submissions. Before that
they come from the receipts, which know of no record sent again in a later period.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from warehouse.address import Address
from warehouse.receipts import Receipt, Tombstone
from warehouse.zones import Zones

OUTCOMES = ("received", "withdrawn", "superseded", "rejected", "accepted")
Rows = dict[str, dict[str, int]]  # by record type: OUTCOMES


@dataclass(frozen=True)
class Obligation:
    """What a unit owed for a month and what came."""

    address: Address
    status: str  # withdrawn, nil, late, received, rejected (came, nothing usable), silent
    revision: int | None


def obligations(stored: Sequence[Receipt], stones: Sequence[Tombstone]) -> list[Obligation]:
    """Every month a unit owes: from its first period to the latest received from anyone.

    Args:
        stored: All receipts.
        stones: All tombstones.

    Returns:
        In order of agency, unit and period.
    """
    if not stored:
        return []
    by_address = {a: list(g) for a, g in groupby(_ordered(stored), lambda r: r.address)}
    through = _through(stones)
    last = max(address.period for address in by_address)
    found = []
    units = groupby(sorted(by_address), lambda a: (a.agency, a.unit))
    for (agency, unit), addresses in units:
        first = next(addresses).period
        for period in months(first, last):
            address = Address(agency, unit, period)
            found.append(_obligation(address, by_address.get(address, []), through))
    return found


def current(stored: Sequence[Receipt], stones: Sequence[Tombstone]) -> dict[Address, Receipt]:
    """The revision that counts, by agency, unit and period; none where none does."""
    through = _through(stones)
    return {
        r.address: r  # the highest comes last
        for r in _ordered(stored)
        if r.revision > through.get(r.address, 0) and r.verdict.status != "rejected"
    }


def rows_of_receipts(stored: Sequence[Receipt], stones: Sequence[Tombstone]) -> Rows:
    """Rows by record type and outcome as far as receipts know.

    A record that a later period sends again is counted as accepted in both: only a run, which
    reads the records, tells them apart.
    """
    through, counting = _through(stones), current(stored, stones)
    found: Rows = {}
    for receipt in stored:
        standing = counting.get(receipt.address)
        is_withdrawn = receipt.revision <= through.get(receipt.address, 0)
        is_superseded = standing is not None and receipt.revision < standing.revision
        for record_type, counts in receipt.verdict.records.items():
            row = found.setdefault(record_type, dict.fromkeys(OUTCOMES, 0))
            row["received"] += counts.rows
            if is_withdrawn or is_superseded:
                row["withdrawn" if is_withdrawn else "superseded"] += counts.rows
            else:
                row["rejected"] += counts.rejected
                row["accepted"] += counts.accepted
    return dict(sorted(found.items()))


def rows_of_run(
    zones: Zones, stored: Sequence[Receipt], stones: Sequence[Tombstone]
) -> Rows | None:
    """Rows by record type and outcome of the last run; none unless it saw these submissions."""
    if not (zones.source("submissions").exists() and zones.source("submission_rows").exists()):
        return None
    import polars as pl

    through = _through(stones)
    present = {
        (*_address(r.address), r.revision, r.sha256, r.revision <= through.get(r.address, 0))
        for r in stored
    }
    columns = ("agency_code", "unit_code", "period", "revision", "sha256", "is_withdrawn")
    seen = set(
        pl.read_parquet(zones.source("submissions"), columns=list(columns))
        .select(columns)
        .iter_rows()
    )
    if seen != present:
        return None
    sums = [pl.col(f"rows_{name}").sum().alias(name) for name in OUTCOMES]
    rows = pl.read_parquet(zones.source("submission_rows"))
    summed = rows.group_by("record_type").agg(sums).sort("record_type")
    return {row.pop("record_type"): row for row in summed.to_dicts()}


def months(first: str, last: str) -> Iterable[str]:
    """Periods from the first to the last, both included."""
    year, month = int(first[:4]), int(first[5:])
    while (period := f"{year:04d}-{month:02d}") <= last:
        yield period
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def is_late(receipt: Receipt) -> bool:
    """Whether it came after the end of the month that follows its period."""
    year, month = int(receipt.address.period[:4]), int(receipt.address.period[5:])
    over = year * 12 + (month - 1) + 2  # the month after the following one
    return receipt.received_on >= date(over // 12, over % 12 + 1, 1)


def _obligation(
    address: Address, revisions: Sequence[Receipt], through: Mapping[Address, int]
) -> Obligation:
    if not revisions:
        return Obligation(address, "silent", None)
    highest = revisions[-1].revision
    if highest <= through.get(address, 0):
        return Obligation(address, "withdrawn", highest)
    counting = [r for r in revisions if r.verdict.status != "rejected"]
    standing = [r for r in counting if r.revision > through.get(address, 0)]
    if not standing:
        return Obligation(address, "rejected", highest)
    came = "late" if is_late(revisions[0]) else "received"
    return Obligation(address, "nil" if standing[-1].is_nil else came, standing[-1].revision)


def _through(stones: Sequence[Tombstone]) -> dict[Address, int]:
    found: dict[Address, int] = {}
    for stone in stones:
        found[stone.address] = max(found.get(stone.address, 0), stone.through)
    return found


def _ordered(stored: Sequence[Receipt]) -> list[Receipt]:
    return sorted(stored, key=lambda r: (r.address, r.revision))


def _address(address: Address) -> tuple[str, str, str]:
    return address.agency, address.unit, address.period
