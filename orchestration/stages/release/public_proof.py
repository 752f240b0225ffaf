"""The proof that travels with a release, made of published cells alone."""

from collections.abc import Sequence

import polars as pl

from contracts.problems import ExitCode, Problem
from orchestration.stages.release.public_check import published_cells
from transforms.disclosure.gate.public import Certificate, certificate
from transforms.disclosure.policy import Policy
from warehouse.releases.ledger import Entry
from warehouse.releases.standing import known_to_readers
from warehouse.site.shelf import is_public
from warehouse.zones import Zones


def prove(
    zones: Zones, release: str, cells: pl.DataFrame, entries: Sequence[Entry], policy: Policy
) -> Certificate:
    """Worlds that fit a report and all annual ones published before it, from what they show alone.

    Reports on single cases are no part of it unless it is on one itself: their readers are named,
    and what such a report shows may not come out beside another.

    Args:
        zones: Where those are.
        release: Id of the new one.
        cells: Its cells, as they are to be published.
        entries: The ledger, without its publication.
        policy: The rules.

    Raises:
        Problem: The figures fit no world, a small count has one value in all worlds, or an
            earlier report is not what it was.
    """
    blocked = ExitCode.BLOCKED
    before = published_cells(zones, [s for s in known_to_readers(entries) if is_public(s)])
    try:
        found = certificate({**before, release: cells}, policy)
    except ValueError as error:
        raise Problem("release.contradiction", exit_code=blocked, release=release) from error
    if found.told:
        first, further = found.told[0], len(found.told) - 1
        raise Problem("release.told_small", exit_code=blocked, figure=first, further=further)
    return found
