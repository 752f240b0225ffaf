"""Generated extracts linked and cleared in one process: what the rows about whole draws share.

A draw is generated, submitted, validated, pseudonymised, linked and cleared by the stages of the
product, without dbt and reports. Its truth stays beside it and is read only to judge.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from contracts.encoding.keys import SecretKey
from contracts.registry import AGENCIES
from contracts.synthetic.generate import generate
from orchestration.stages import clear, ingest, pseudonymise
from orchestration.stages.linkage import evaluation as linkage
from orchestration.stages.linkage import link
from orchestration.store import Store
from warehouse.intake import take_in
from warehouse.keys import Keys
from warehouse.landing import Landing
from warehouse.offers import read_manifest
from warehouse.zones import Zones

FIRST_YEAR, LAST_YEAR = 2023, 2025
_NOW = "2026-01-31"


@dataclass(frozen=True)
class Draw:
    """A draw that was linked.

    Attributes:
        store: Its data root.
        truth: Folder with persons.csv, cases.csv and counts.csv.
    """

    store: Store
    truth: Path

    @cached_property
    def cleared(self) -> dict[str, pl.DataFrame]:
        """The cleared tables."""
        return clear.cleared_tables(self.store)

    @cached_property
    def judged(self) -> dict[str, Any]:
        """What `kliring linkage evaluate` answers."""
        return linkage.judge(self.store, self.truth / "persons.csv").answer


def drawn(work: Path, cases: int, seed: int) -> Draw:
    """Generate a draw and link it; what was done already is not done again.

    Args:
        work: Folder for extracts and data roots.
        cases: Events of the draw.
        seed: Its seed.
    """
    name = f"draw_{cases}_{seed}"
    extracts = work / name
    if not (extracts / "manifest.csv").exists():
        generate(extracts, cases, seed, FIRST_YEAR, LAST_YEAR)
    zones = Zones(work / f"{name}_home", work / f"{name}_home" / "restricted")
    store = Store(zones, _keys())
    landing = Landing(zones, store.keys)
    if not store.receipts:
        lines = read_manifest(extracts / "manifest.csv")
        offers = [(str(line.line), lambda line=line: line.offer(_NOW)) for line in lines]
        with landing.writing():
            take_in(landing, offers, lambda _: None)
        store = Store(zones, _keys())
    for agency in AGENCIES:
        ingest.validate_periods(store, agency, ingest.stale_periods(store, agency))
    for agency in AGENCIES:
        pseudonymise.pseudonymise_periods(store, agency, pseudonymise.stale_periods(store, agency))
    if link.is_stale(store):
        link.link_records(store)
    return Draw(store, work / f"{name}_truth")


def _keys() -> Keys:
    """Keys of no secret: the data are fictitious, and the same draw is to give the same figures."""
    desk, linkage_key, identity, storage = (
        SecretKey(f"bench-{place}", f"{place + 10:02x}" * 32) for place in range(4)
    )
    return Keys(desk, linkage_key, identity, storage)
