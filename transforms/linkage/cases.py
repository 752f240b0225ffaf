"""Cases: which documents tell of one event.

Documents link first by the numbers they quote: a whole report number, the notice to the
prosecutor, the register number, the court number. The core of a report number (type, number,
month, year) is shared by reports of different units, so it counts only where one report alone bears
it, or where persons or the place decide. Then come persons: two documents with the same persons,
near in place and time, and a service record without a number, which joins the case of its person
that is nearest in time; where there is none, the next service record of that person.
"""

from dataclasses import dataclass
from itertools import pairwise

import polars as pl

CORE = "LPC:"
REPORT = "LP"
SERVICE = ("CLIENT", "VISIT")
NEAR_DAYS = 400
"""A service record this long before or after a case of its person may belong to it."""
SAME_EVENT_DAYS = 183
"""Two reports further apart are two events, whoever stands in them."""


@dataclass(frozen=True)
class Cases:
    """Documents by case.

    Attributes:
        documents: document_id, case_row (smallest document row of the case), reason
            (number, core, persons, service, alone), one row per document.
    """

    documents: pl.DataFrame


class Groups:
    """Union-find over whole numbers; the smallest member stands for the group."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def root(self, item: int) -> int:
        """The smallest member of the group."""
        while self._parent[item] != item:
            self._parent[item] = self._parent[self._parent[item]]
            item = self._parent[item]
        return item

    def join(self, one: int, two: int) -> bool:
        """Join two groups; False where they were one already."""
        one, two = self.root(one), self.root(two)
        if one == two:
            return False
        self._parent[max(one, two)] = min(one, two)
        return True


def link_documents(documents: pl.DataFrame, members: pl.DataFrame | None = None) -> Cases:
    """Group documents into cases.

    Args:
        documents: `documents` of the pseudonymised zone.
        members: Persons found so far: document_id, cluster, role_group. None before any.

    Returns:
        Every document with its case and why it is there.
    """
    table = documents.unique("document_id").sort("document_id").with_row_index("node")
    groups = Groups(table.height)
    reason = ["alone"] * table.height
    tokens = table.select("node", "document_type", pl.col("case_tokens").alias("token")).explode(
        "token"
    )
    tokens = tokens.drop_nulls("token").sort("token", "node")
    whole = tokens.filter(~pl.col("token").str.starts_with(CORE))
    for nodes in _groups_of(whole, "token"):
        for node in nodes[1:]:
            groups.join(nodes[0], node)
        for node in nodes if len(nodes) > 1 else ():
            reason[node] = "number"
    for node, report in _by_core(table, tokens, members):
        groups.join(report, node)
        reason[node] = "core" if reason[node] == "alone" else reason[node]
    if members is not None:
        _join_by_persons(table, members, groups, reason)
    return Cases(
        table.select(
            "document_id",
            pl.Series("case_row", [groups.root(n) for n in range(table.height)], dtype=pl.Int64),
            pl.Series("reason", reason),
        )
    )


def _groups_of(table: pl.DataFrame, column: str) -> list[list[int]]:
    found = table.group_by(column, maintain_order=True).agg(pl.col("node").unique().sort())
    return found["node"].to_list()


def _by_core(
    table: pl.DataFrame, tokens: pl.DataFrame, members: pl.DataFrame | None
) -> list[tuple[int, int]]:
    """A quoted core leads to the one report that bears it, or to the one that persons show.

    Returns:
        (document that quotes, report), by node; documents whose whole number is known stay out.
    """
    reports: dict[str, list[int]] = {}
    quotes: list[tuple[int, str]] = []
    borne: set[str] = set()
    whole: list[tuple[int, str]] = []
    for node, kind, token in tokens.iter_rows():
        is_core = token.startswith(CORE)
        if kind == "LP":
            borne.add(token)
            if is_core:
                reports.setdefault(token, []).append(node)
        else:
            (quotes if is_core else whole).append((node, token))
    settled = {node for node, token in whole if token.startswith("LP:") and token in borne}
    people = _people(table, members)
    provinces = table["place_province_code"].to_list()
    found: list[tuple[int, int]] = []
    for node, token in quotes:
        if node in settled:
            continue
        bearers = reports.get(token, [])
        if len(bearers) > 1:
            known = [b for b in bearers if people.get(b, set()) & people.get(node, set())]
            bearers = known or [b for b in bearers if provinces[b] == provinces[node]]
        if len(bearers) == 1:
            found.append((node, bearers[0]))
    return found


def _people(table: pl.DataFrame, members: pl.DataFrame | None) -> dict[int, set[int]]:
    if members is None:
        return {}
    joined = members.join(table.select("document_id", "node"), on="document_id")
    people: dict[int, set[int]] = {}
    for node, cluster in joined.select("node", "cluster").iter_rows():
        people.setdefault(node, set()).add(cluster)
    return people


def _join_by_persons(
    table: pl.DataFrame, members: pl.DataFrame, groups: Groups, reason: list[str]
) -> None:
    """Documents that share persons: reports of one event, files of one event, then services."""
    facts = list(
        table.select(
            "document_type",
            pl.col("document_date").cast(pl.Int32),
            "place_province_code",
            pl.col("exploitation_codes").str.split("|"),
        ).iter_rows()
    )
    parts = members.filter(pl.col("role_group") != "W")
    joined = parts.join(table.select("document_id", "node"), on="document_id").sort(
        "cluster", "node"
    )
    shared: dict[tuple[int, int], int] = {}
    services: list[tuple[list[int], list[int]]] = []
    for nodes in _groups_of(joined, "cluster"):
        justice = [n for n in nodes if facts[n][0] not in SERVICE]
        for i, one in enumerate(justice):
            for two in justice[i + 1 :]:
                shared[one, two] = shared.get((one, two), 0) + 1
        services.append(([n for n in nodes if facts[n][0] in SERVICE], justice))
    reported = {groups.root(n) for n, fact in enumerate(facts) if fact[0] == REPORT}
    of_file: dict[int, tuple[int, int, int]] = {}
    for (one, two), count in sorted(shared.items()):
        if facts[one][0] == facts[two][0]:
            if _same_event(facts[one], facts[two], count) and groups.join(one, two):
                _mark((one, two), reason, "persons")
            continue
        file, report = (two, one) if facts[one][0] == REPORT else (one, two)
        gap = _gap(facts[one], facts[two])
        # a file whose report is known tells of that event, whomever else it shares persons with
        if groups.root(file) not in reported and gap <= 2 * SAME_EVENT_DAYS:
            claim = (-count, gap, report)
            of_file[file] = min(claim, of_file.get(file, claim))
    for file, (_, _, report) in sorted(of_file.items()):
        groups.join(file, report)
        _mark((file, report), reason, "persons")
    _join_services(facts, services, groups, reason)


def _join_services(
    facts: list[tuple],
    persons: list[tuple[list[int], list[int]]],
    groups: Groups,
    reason: list[str],
) -> None:
    """Service records join the nearest case of their person, else the person's other services.

    Args:
        facts: By node: type, day, province, forms.
        persons: Service nodes and justice nodes of each person.
        groups: Documents by case; joined here.
        reason: Why each document is in its case; changed here.
    """
    follows: dict[int, tuple[int, int]] = {}
    for served, justice in persons:
        for node in served if justice else ():
            nearest = min((_gap(facts[node], facts[n]), n) for n in justice)
            if reason[node] == "alone" and nearest[0] <= NEAR_DAYS:
                follows[node] = min(nearest, follows.get(node, nearest))
    stays = [
        (one, two)
        for served, _ in persons
        for one, two in pairwise(sorted(served, key=lambda n: (facts[n][1] or 0, n)))
        # two stays of one person that no report explains are one event, seen by two offices
        if reason[one] == reason[two] == "alone"
        and not {one, two} & follows.keys()
        and _gap(facts[one], facts[two]) <= NEAR_DAYS
    ]
    for one, two in sorted([*((node, n) for node, (_, n) in follows.items()), *stays]):
        groups.join(one, two)
        for node in (one, two):
            if reason[node] == "alone" and facts[node][0] in SERVICE:
                reason[node] = "service"


def _mark(nodes: tuple[int, int], reason: list[str], why: str) -> None:
    for node in nodes:
        reason[node] = why if reason[node] == "alone" else reason[node]


def _gap(one: tuple, two: tuple) -> int:
    return 10**6 if one[1] is None or two[1] is None else abs(one[1] - two[1])


def _same_event(one: tuple, two: tuple, shared: int) -> bool:
    """Two reports, or two files: the same persons near in time and place."""
    if _gap(one, two) > SAME_EVENT_DAYS:
        return False
    overlap = one[3] is None or two[3] is None or bool(set(one[3]) & set(two[3]))
    return shared >= 2 or (one[2] == two[2] and overlap)
