"""`kliring release`: the steps of a release, for the command and for the demo.

What changes what the public sees makes the public site anew.
"""

from datetime import datetime
from pathlib import Path

from contracts.problems import Problem
from orchestration.solver import greet_nobody
from orchestration.stages import approval, proposals, release_check, releases, site
from orchestration.store import Store
from warehouse import published
from warehouse.keys import Keys
from warehouse.settings import Settings

Vote = approval.Vote
Wanted = proposals.Wanted
review = approval.review
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


def publish(store: Store, release: str, by: str, at: datetime) -> Path:
    """Publish a release that two others approved, and make the public site anew; its folder.

    Raises:
        Problem: It may not be published; or it is, but no site can be made.
    """
    folder = approval.publish(store, release, by, at)
    site.make_site(store.zones)
    return folder


def withdraw(store: Store, release: str, by: str, note: str, at: datetime) -> None:
    """Withdraw a published release, and make the public site anew without its files.

    Raises:
        Problem: It is not published, or no note is given; or it is withdrawn, but no site can be
            made.
    """
    approval.withdraw(store, release, by, note, at)
    site.make_site(store.zones)
