"""All releases as the ledger has them, with the votes that count and those that do not any more."""

from typing import Any

from warehouse.releases import contents, ledger
from warehouse.releases.standing import Standing, standings
from warehouse.zones import Zones


def listed(zones: Zones) -> list[dict[str, Any]]:
    """Every release in the order of the proposals, as a document."""
    return [_told(zones, one) for one in standings(ledger.read(zones))]


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


def _told(zones: Zones, one: Standing) -> dict[str, Any]:
    valid = _valid(zones, one)
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


def _valid(zones: Zones, one: Standing) -> set[int]:
    """Numbers of the votes that count: of a publication those it rests on; any rejection."""
    rejections = {vote.number for vote in one.votes if vote.facts["verdict"] == "reject"}
    if one.publication is not None:
        return {*one.publication.facts["votes"], *rejections}
    approvals = one.approvals(contents.current_digest(zones, one.release))
    return {*(vote.number for vote in approvals), *rejections}
