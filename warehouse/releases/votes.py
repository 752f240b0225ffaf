"""Which votes count: signed by reviewers, at their place in the ledger, by two different people.

A signature covers the digest of the entry before the vote, and with it all before that: who cuts
the ledger or writes it anew takes the votes after that place along.
"""

from collections.abc import Iterable, Mapping

from warehouse.releases import signing
from warehouse.releases.ledger import Entry
from warehouse.releases.names import folded
from warehouse.releases.reviewers import Register
from warehouse.releases.standing import Standing

ANCHOR = "anchor"  # of a vote: digest of the entry before it
_SIGNED = ("verdict", "reason", "content", ANCHOR)


def message_of(release: str, by: str, at: str, facts: Mapping[str, str]) -> bytes:
    """What a reviewer signs: who, when, after which entry, on which files, how and why."""
    told = {name: facts[name] for name in _SIGNED if name in facts}
    return signing.message({"release": release, "by": by, "at": at, **told})


def is_valid(release: str, vote: Entry, known: Register) -> bool:
    """Whether a vote is signed by who it is said to be of, who may review, and in its place.

    One of before there were anchors has none, and is bound to its files alone.
    """
    public = known.members.get(folded(vote.by))
    if public is None or vote.facts.get(ANCHOR, vote.previous) != vote.previous:
        return False
    message = message_of(release, vote.by, vote.at, vote.facts)
    return signing.is_signed(public, vote.facts.get("signature", ""), message)


def approving(one: Standing, known: Register, content: str | None) -> list[Entry]:
    """The valid approvals of exactly these files: one a person, none of the proposer.

    Args:
        one: The release.
        known: Who may review.
        content: Digest of the files; None of a publication that did not note what it was.
    """
    proposer = folded(one.proposal.by)
    found: dict[str, Entry] = {}
    for vote in one.votes:
        is_for = vote.facts["verdict"] == "approve"
        is_for &= content in (None, vote.facts["content"])
        if is_for and folded(vote.by) != proposer and is_valid(one.release, vote, known):
            found.setdefault(known.members[folded(vote.by)], vote)
    return list(found.values())


def unanchored(releases: Iterable[Standing]) -> int:
    """How many votes are of before there were anchors, and so bound to their files alone."""
    return sum(ANCHOR not in vote.facts for one in releases for vote in one.votes)
