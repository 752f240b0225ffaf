"""Who may review: the register, read from the ledger alone.

The first two found it. Whoever comes later asks with a key of his own and is a reviewer when two
who are reviewers already have signed that it is his: with one signature the holder of a single key
could make himself a second person. A name keeps its first key and a key its first name.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from contracts.problems import ExitCode, Problem
from warehouse import files
from warehouse.releases import ledger, names, signing
from warehouse.releases.ledger import Entry
from warehouse.releases.names import folded
from warehouse.zones import Zones

FOUNDERS = 2
VOUCHERS = 2


@dataclass(frozen=True)
class Register:
    """Public keys by name.

    Attributes:
        members: Of those who may review.
        waiting: Of those for whom too few have vouched.
        vouchers: Who vouched for whom.
    """

    members: Mapping[str, str]
    waiting: Mapping[str, str]
    vouchers: Mapping[str, frozenset[str]]

    @property
    def keys(self) -> dict[str, str]:
        """All of them."""
        return {**self.members, **self.waiting}

    def missing(self, name: str) -> int:
        """How many still have to vouch for somebody."""
        if name in self.members:
            return 0
        return VOUCHERS - len(self.vouchers.get(name, ()))


def register(entries: Sequence[Entry]) -> Register:
    """The register as a ledger has it; what is not as it should be counts for nothing."""
    members: dict[str, str] = {}
    waiting: dict[str, str] = {}
    vouchers: dict[str, frozenset[str]] = {}
    for entry in entries:
        if entry.kind == "reviewer":
            name, public = _named(entry), signing.written(str(entry.facts.get("public")))
            known = members | waiting
            if public and name not in known and public not in known.values():
                (members if len(members) < FOUNDERS else waiting)[name] = public
        elif entry.kind == "vouch":
            name, by = _named(entry), folded(entry.by)
            if name in waiting and by in members and _vouches(entry, members[by], waiting[name]):
                vouchers[name] = vouchers.get(name, frozenset()) | {by}
                if len(vouchers[name]) >= VOUCHERS:
                    members[name] = waiting.pop(name)
    return Register(members, waiting, vouchers)


def make_key(zones: Zones, name: str, out: Path, at: str, by: str, *, is_demo: bool = False) -> str:
    """Make a reviewer's key: the secret half to a file, the public half registered.

    Args:
        zones: Where it is registered; whoever calls holds the release lock.
        name: Of the reviewer: lower-case letters, digits, underscores.
        out: The secret half; outside the data root, mode 0600.
        at: When.
        by: Who does it.
        is_demo: Whether the key is nobody's and may lie in the data root.

    Returns:
        The public half, in hexadecimal.

    Raises:
        Problem: The name is taken or malformed, or the file is there already, lies in the data
            root or cannot be written.
    """
    name = names.checked(name)
    if name in register(ledger.read(zones)).keys:
        raise Problem("release.reviewer_known", name=name)
    real = out.resolve()
    if not is_demo and any(
        real.is_relative_to(root.resolve()) for root in (zones.home, zones.restricted)
    ):
        raise Problem("release.key_inside", path=out, root=zones.home)
    public = signing.make(name, out)
    enter(zones, name, public, at, by)
    return public


def enter(zones: Zones, name: str, public: str, at: str, by: str) -> None:
    """Note a public key under a name.

    Args:
        zones: Where; whoever calls holds the release lock.
        name: Of the reviewer.
        public: The public half, in hexadecimal.
        at: When.
        by: Who does it.

    Raises:
        Problem: The name is malformed or has a key, or the key is none or has a name.
    """
    name, key = names.checked(name), signing.written(public)
    if key is None:
        raise Problem("release.key_malformed", name=name)
    for other, known in register(ledger.read(zones)).keys.items():
        if other == name:
            raise Problem("release.reviewer_known", name=name)
        if known == key:
            raise Problem("release.key_known", exit_code=ExitCode.BLOCKED, name=name, other=other)
    zones.make(zones.reviewers)
    facts = {"name": name, "public": key}
    files.write_json(zones.reviewer(name), facts)
    ledger.append(zones, "reviewer", at=at, by=by, release=None, facts=facts)


def vouch(zones: Zones, name: str, by: str, key_file: Path, at: str) -> Register:
    """Sign that a key is that of who asks to be a reviewer.

    Args:
        zones: Where; whoever calls holds the release lock.
        name: Of who asks.
        by: Of the reviewer who signs.
        key_file: That one's secret half.
        at: When.

    Returns:
        The register with it.

    Raises:
        Problem: Nobody of that name asks, or who signs is no reviewer or has signed already, or
            the key is another's.
    """
    entries = ledger.read(zones)
    known = register(entries)
    if name not in known.waiting:
        key = "release.reviewer_stands" if name in known.members else "release.reviewer_unknown"
        raise Problem(key, name=name)
    if by in known.vouchers.get(name, ()):
        raise Problem("release.vouched_already", name=name, by=by)
    public = member(known, by)
    facts = {"name": name, "public": known.waiting[name], "anchor": entries[-1].digest}
    signed = _message(by, at, facts)
    signature = signing.sign(key_file, by, signed)
    if not signing.is_signed(public, signature, signed):
        raise Problem("release.key_not_registered", name=by, path=key_file)
    facts["signature"] = signature
    entry = ledger.append(zones, "vouch", at=at, by=by, release=None, facts=facts)
    return register([*entries, entry])


def member(known: Register, name: str) -> str:
    """The public key of a reviewer.

    Raises:
        Problem: There is none of that name, or too few have vouched for him.
    """
    if name in known.waiting:
        missing = known.missing(name)
        blocked = ExitCode.BLOCKED
        raise Problem("release.reviewer_waits", exit_code=blocked, name=name, missing=missing)
    if name not in known.members:
        raise Problem("release.reviewer_unknown", name=name)
    return known.members[name]


def check_registered(zones: Zones) -> None:
    """Compare the registered files with the ledger.

    Raises:
        Problem: One was changed or taken away.
    """
    for name, public in register(ledger.read(zones)).keys.items():
        try:
            found = json.loads(zones.reviewer(name).read_bytes())
        except (FileNotFoundError, ValueError):
            found = None
        if found != {"name": name, "public": public}:
            blocked = ExitCode.BLOCKED
            raise Problem("release.reviewer_changed", exit_code=blocked, name=name)


def _named(entry: Entry) -> str:
    return folded(str(entry.facts.get("name")))


def _message(by: str, at: str, facts: Mapping[str, str]) -> bytes:
    told = {name: facts[name] for name in ("name", "public", "anchor")}
    return signing.message({"vouch": told, "by": by, "at": at})


def _vouches(entry: Entry, of_voucher: str, of_other: str) -> bool:
    """Whether this is the reviewer's signature on this key, given at this place of the ledger."""
    facts = entry.facts
    try:
        signed = _message(entry.by, entry.at, facts)
        fits = facts["public"] == of_other and facts["anchor"] == entry.previous
        return fits and signing.is_signed(of_voucher, facts["signature"], signed)
    except (KeyError, TypeError):
        return False
