"""What a run has to build, and what it says when it has."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from contracts.registry import AGENCIES
from orchestration.stages import clear, ingest, pseudonymise, publish
from orchestration.stages.linkage import link
from orchestration.store import Store

Progress = Callable[[str, bool], None]  # step, whether it ended


@dataclass(frozen=True)
class RunResult:
    """What a run did."""

    materialised: tuple[str, ...] = ()  # asset keys
    blocked_by: tuple[str, ...] = ()  # blocking checks that failed
    failures: tuple[str, ...] = ()  # steps that failed, one sentence each
    vintage: str | None = None
    facts: dict[str, object] = field(default_factory=dict)

    @property
    def is_done(self) -> bool:
        """Whether all that was out of date was built."""
        return not self.blocked_by and not self.failures


@dataclass(frozen=True)
class Plan:
    """Which part of the graph is out of date."""

    periods: dict[str, list[str]]  # months to ingest, by agency
    from_zone: str | None  # the first unpartitioned zone to build: linked, cleared, warehouse, …

    @property
    def is_empty(self) -> bool:
        """Whether everything stands."""
        return self.from_zone is None and not any(self.periods.values())

    @classmethod
    def of(cls, store: Store) -> "Plan":
        """What the fingerprints say."""
        periods = {
            agency: sorted(
                {*ingest.stale_periods(store, agency), *pseudonymise.stale_periods(store, agency)}
            )
            for agency in AGENCIES
        }
        if any(periods.values()) or link.is_stale(store):
            return cls(periods, "linked")
        zones: Sequence[tuple[str, bool]] = (
            ("cleared", clear.is_stale(store)),
            ("warehouse", publish.warehouse_is_stale(store)),
            ("published", publish.is_stale(store)),
        )
        return cls(periods, next((zone for zone, stale in zones if stale), None))

    @classmethod
    def full(cls, store: Store) -> "Plan":
        """Everything."""
        return cls(
            {agency: sorted(ingest.received(store, agency)) for agency in AGENCIES}, "linked"
        )
