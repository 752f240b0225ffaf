"""`kliring release`: the steps of a release, for the command and for the demo.

What changes what the public sees makes the public site anew.
"""

from datetime import datetime
from pathlib import Path

from contracts.problems import ExitCode, Problem
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


class NoSite(Problem):
    """A release was published or withdrawn, and the public site could not be made after it."""

    def __init__(self, step: str, release: str, folder: Path, why: Problem) -> None:
        """Say what is done, what is not, and how to do that.

        Args:
            step: What is done: `published` or `withdrawn`.
            release: Its id.
            folder: Its folder.
            why: Why there is no site.
        """
        self.told = {"release": release, "path": folder}
        self.why = why
        code = ExitCode.FAULT_IN_DATA  # not that of `why`, by which nothing would have been done
        super().__init__(f"release.no_site.{step}", exit_code=code, **self.told, why=why)

    def document(self, language: str) -> dict[str, object]:
        """As if all had been done, with no site and the reason."""
        return {**self.told, "site": None, "why": self.why.sentence(language)}


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
        Problem: It may not be published.
        NoSite: It is published, but no site can be made.
    """
    folder = approval.publish(store, release, by, at)
    _make_site(store, "published", release)
    return folder


def withdraw(store: Store, release: str, by: str, note: str, at: datetime) -> None:
    """Withdraw a published release, and make the public site anew without its files.

    Raises:
        Problem: It is not published, or no note is given.
        NoSite: It is withdrawn, but no site can be made.
    """
    approval.withdraw(store, release, by, note, at)
    _make_site(store, "withdrawn", release)


def _make_site(store: Store, step: str, release: str) -> None:
    try:
        site.make_site(store.zones)
    except Problem as why:
        raise NoSite(step, release, store.zones.released(release), why) from why
