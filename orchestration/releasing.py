"""`kliring release`: the steps of a release, for the command and for the demo."""

from contracts.problems import Problem
from orchestration.solver import greet_nobody
from orchestration.stages import approval, proposals, release_check, releases
from orchestration.store import Store
from warehouse import published
from warehouse.keys import Keys
from warehouse.settings import Settings

Vote = approval.Vote
Wanted = proposals.Wanted
review = approval.review
publish = approval.publish
withdraw = approval.withdraw
verify = release_check.verify


def store_of(settings: Settings, keys: Keys) -> Store:
    """The data root of a session."""
    return Store(settings.zones, keys)


def propose(store: Store, wanted: Wanted) -> releases.Proposed:
    """Propose a report or a file of records for release.

    Raises:
        Problem: Nothing is published in the warehouse, or the release is refused.
    """
    if published.current_vintage(store.zones) is None:
        raise Problem("storage.nothing_published")
    greet_nobody()
    return releases.propose(store, wanted)
