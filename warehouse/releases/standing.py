"""Where a release stands, read from the ledger alone: proposed, published, withdrawn, rejected."""

from collections.abc import Sequence
from dataclasses import dataclass

from warehouse.releases import ledger
from warehouse.releases.ledger import Entry


@dataclass(frozen=True)
class Standing:
    """One release.

    Attributes:
        release: Its id.
        proposal: How it was proposed.
        votes: The last review of each reviewer, in order.
        publication: How it was published, if it was.
        withdrawal: How it was withdrawn, if it was.
    """

    release: str
    proposal: Entry
    votes: tuple[Entry, ...]
    publication: Entry | None
    withdrawal: Entry | None

    @property
    def state(self) -> str:
        """`proposed`, `rejected`, `published` or `withdrawn`.

        Only what is proposed can become anything; what is published can only be withdrawn.
        """
        if self.withdrawal:
            return "withdrawn"
        if self.publication:
            return "published"
        return "rejected" if any(v.facts["verdict"] == "reject" for v in self.votes) else "proposed"

    @property
    def kind(self) -> str:
        """`annual`, `regional`, `incidental`, `microdata` or `synthetic`."""
        return str(self.proposal.facts["report"])

    @property
    def subject(self) -> str:
        """The year, the case, or year and licence."""
        return str(self.proposal.facts["subject"])


def standing(entries: Sequence[Entry], release: str) -> Standing:
    """Where a release stands.

    Raises:
        Problem: There is no such release.
    """
    own = ledger.of_release(entries, release)
    votes = {entry.by: entry for entry in own if entry.kind == "review"}
    last = {entry.kind: entry for entry in own}
    first = next(entry for entry in own if entry.kind == "proposal")
    ordered = sorted(votes.values(), key=lambda vote: vote.number)
    return Standing(release, first, tuple(ordered), last.get("publication"), last.get("withdrawal"))


def standings(entries: Sequence[Entry]) -> list[Standing]:
    """All releases, in the order in which they were proposed."""
    names = dict.fromkeys(entry.release for entry in entries if entry.release is not None)
    return [standing(entries, name) for name in names]


def known_to_readers(entries: Sequence[Entry]) -> list[Standing]:
    """Every release that was ever published, withdrawn ones too, in order of publication."""
    out = [one for one in standings(entries) if one.publication is not None]
    return sorted(out, key=lambda one: one.publication.number if one.publication else 0)


def latest(entries: Sequence[Entry], kind: str, subject: str) -> Standing | None:
    """The latest release of a report that stands."""
    out = [
        one
        for one in known_to_readers(entries)
        if one.state == "published" and (one.kind, one.subject) == (kind, subject)
    ]
    return out[-1] if out else None
