"""Which releases the public sees, and what of each: read from the ledger alone.

Annual and regional reports, files of records for everybody and synthetic files. A report on one
case and a licensed file go to named readers, so the site does not even name them; nor what was only
proposed, nor who reviewed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from warehouse.releases.ledger import Entry
from warehouse.releases.standing import Standing, known_to_readers

ANNUAL, REGIONAL, MICRODATA, SYNTHETIC = "annual", "regional", "microdata", "synthetic"
REPORTS = (ANNUAL, REGIONAL)  # kinds that are printed and have tables of figures
_PUBLIC = "-public"  # end of the subject of a file of records for everybody


@dataclass(frozen=True)
class Shelved:
    """One release as the public sees it.

    Attributes:
        release: Its id.
        kind: `annual`, `regional`, `microdata` or `synthetic`.
        year: What its data are of; of several years the last.
        years: The same as it is written: `2024`, `2023-2025`.
        approved_on: Day of the last approval.
        approvals: How many approved; none of them proposed it.
        published_on: Day of publication.
        policy: Digest of the policy under which it was made.
        vintage: Which vintage of the warehouse it was made from.
        files: SHA-256 by name of what it holds, as the ledger has it; none once it is withdrawn.
        newer: Id of the release that stands in its place, if one does.
        withdrawn_on: Day of withdrawal, if it was withdrawn.
        note: Public note of the withdrawal.
    """

    release: str
    kind: str
    year: int
    years: str
    approved_on: date
    approvals: int
    published_on: date
    policy: str
    vintage: str
    files: Mapping[str, str]
    newer: str | None
    withdrawn_on: date | None
    note: str

    @property
    def state(self) -> str:
        """`standing`, `replaced` or `withdrawn`."""
        if self.withdrawn_on:
            return "withdrawn"
        return "replaced" if self.newer else "standing"


def is_public(one: Standing) -> bool:
    """Whether a release is for everybody."""
    is_file = one.kind == MICRODATA and one.subject.endswith(_PUBLIC)
    return is_file or one.kind in (*REPORTS, SYNTHETIC)


def shelved(entries: Sequence[Entry]) -> list[Shelved]:
    """Every release that was ever published for everybody, the latest publication first.

    Args:
        entries: The whole ledger.
    """
    found = [one for one in known_to_readers(entries) if is_public(one)]
    latest = {(one.kind, one.subject): one.release for one in found if one.state == "published"}
    return [_shelved(one, latest.get((one.kind, one.subject))) for one in reversed(found)]


def _shelved(one: Standing, latest: str | None) -> Shelved:
    publication, withdrawal = one.publication, one.withdrawal
    if publication is None:
        raise ValueError("only what was published is for readers")
    years = one.subject.removesuffix(_PUBLIC)
    counted = [vote for vote in one.votes if vote.number in publication.facts["votes"]]
    return Shelved(
        release=one.release,
        kind=one.kind,
        year=int(years[-4:]),
        years=years,
        approved_on=max(_day(vote.at) for vote in counted),
        approvals=len(counted),
        published_on=_day(publication.at),
        policy=publication.facts["policy"],
        vintage=one.proposal.facts["vintage"] or "",
        files={} if withdrawal else publication.facts["files"],
        newer=latest if latest != one.release else None,
        withdrawn_on=_day(withdrawal.at) if withdrawal else None,
        note=withdrawal.facts["note"] if withdrawal else "",
    )


def _day(at: str) -> date:
    return datetime.fromisoformat(at).date()
