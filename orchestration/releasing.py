"""`kliring release`: the steps of a release, for the command and for the demo.

What changes what the public sees makes the public site anew.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from contracts.problems import ExitCode, Problem
from orchestration.solver import greet_nobody
from orchestration.stages.release import approval, proposals, site
from orchestration.stages.release import check as release_check
from orchestration.stages.release import propose as releases
from orchestration.store import Store
from warehouse import published
from warehouse.keys import Keys
from warehouse.releases import ledger
from warehouse.releases.standing import standing
from warehouse.reports import copies
from warehouse.settings import Settings

Vote = approval.Vote
Wanted = proposals.Wanted
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


def review(store: Store, vote: Vote) -> approval.Counted:
    """Sign and note a vote, as `approval.review`.

    Raises:
        Problem: It may not be given.
    """
    with _state_in_words():
        return approval.review(store, vote)


def last_verdict(store: Store, vote: Vote) -> str | None:
    """What the same person said of the same release before, which a new vote takes the place of."""
    before = [
        entry.facts["verdict"]
        for entry in ledger.read(store.zones)
        if (entry.kind, entry.release, entry.by) == ("review", vote.release, vote.by)
    ]
    return before[-1] if before else None


def publish(store: Store, release: str, by: str, at: datetime) -> Path:
    """Publish a release that two others approved, and make the public site anew; its folder.

    Raises:
        Problem: It may not be published.
        NoSite: It is published, but no site can be made.
    """
    with _state_in_words():
        folder = approval.publish(store, release, by, at)
    _make_site(store, "published", release)
    return folder


def withdraw(store: Store, release: str, by: str, note: str, at: datetime) -> None:
    """Withdraw a published release, and make the public site anew without its files.

    What `kliring report` printed from it goes too: every page of it says that it is official.

    Raises:
        Problem: It is not published, or no note is given.
        NoSite: It is withdrawn, but no site can be made.
    """
    with _state_in_words():
        approval.withdraw(store, release, by, note, at)
    gone = standing(ledger.read(store.zones), release)
    copies.remove(store.zones.reports, gone.kind, gone.subject)
    _make_site(store, "withdrawn", release)


@contextmanager
def _state_in_words() -> Iterator[None]:
    """Say where a release stands in the language of the session, not by its code."""
    try:
        yield
    except Problem as problem:
        state = problem.values.get("state")
        if state is None:
            raise
        key = "release.withdrawn_before" if _is_second(problem) else problem.key
        told = {**problem.values, "state": Problem(f"release.state.{state}")}
        raise Problem(key, exit_code=problem.exit_code, **told) from problem


def _is_second(problem: Problem) -> bool:
    return (problem.key, problem.values["state"]) == ("release.not_published", "withdrawn")


def _make_site(store: Store, step: str, release: str) -> None:
    try:
        site.make_site(store.zones)
    except Problem as why:
        raise NoSite(step, release, store.zones.released(release), why) from why
