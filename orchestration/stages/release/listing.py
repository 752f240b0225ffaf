"""All releases as the ledger has them, with the votes that count and those that do not any more."""

from typing import Any

from contracts.problems import Problem
from warehouse.releases import contents, ledger, reviewers, votes
from warehouse.releases.standing import Standing, standings
from warehouse.zones import Zones


def listed(zones: Zones) -> list[dict[str, Any]]:
    """Every release in the order of the proposals, as a document."""
    entries = ledger.read(zones)
    known = reviewers.register(entries)
    return [_told(zones, one, known) for one in standings(entries)]


def open_beside(zones: Zones, release: str) -> list[str]:
    """Other proposals of the same report that nobody has decided on."""
    found = standings(ledger.read(zones))
    own = next(one for one in found if one.release == release)
    return [
        one.release
        for one in found
        if (one.kind, one.subject, one.state) == (own.kind, own.subject, "proposed")
        and one.release != release
    ]


def _told(zones: Zones, one: Standing, known: reviewers.Register) -> dict[str, Any]:
    valid = _valid(zones, one, known)
    return {
        "release": one.release,
        "state": one.state,
        "report": one.kind,
        "subject": one.subject,
        "proposed_by": one.proposal.by,
        "proposed_at": one.proposal.at,
        "embargo": one.proposal.facts["embargo"],
        "votes": [
            {
                "by": vote.by,
                "at": vote.at,
                "verdict": vote.facts["verdict"],
                "reason": vote.facts["reason"],
                "is_valid": vote.number in valid,
            }
            for vote in one.votes
        ],
        "published_at": one.publication.at if one.publication else None,
        "withdrawn_at": one.withdrawal.at if one.withdrawal else None,
    }


def _valid(zones: Zones, one: Standing, known: reviewers.Register) -> set[int]:
    """Numbers of the votes that count: of a publication those it rests on; any rejection."""
    rejections = {vote.number for vote in one.votes if vote.facts["verdict"] == "reject"}
    if one.publication is not None:
        return {*one.publication.facts["votes"], *rejections}
    try:
        _, content = contents.current(zones, one.release, one.proposal.facts["files"])
    except Problem:  # the folder is gone, or not what was proposed: no vote is on it
        return rejections
    return {*(vote.number for vote in votes.approving(one, known, content)), *rejections}
