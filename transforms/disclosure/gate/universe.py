"""All that was ever published, as variables and sums: the world in which a release is attacked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from transforms.disclosure.counting.counted import Quantity, parse, wider
from transforms.disclosure.counting.crossed import crossed
from transforms.disclosure.counting.of_case import named
from transforms.disclosure.gate.variables import Change, Variable
from transforms.disclosure.policy import Policy
from transforms.disclosure.protection.primaries import is_rest
from transforms.disclosure.protection.told import MICRODATA, Told


@dataclass
class Universe:
    """Variables and the sums between them.

    Attributes:
        variables: Those that matter, in order of name.
        sums: Per sum the factor of each variable by name; they add up to 0.
        by_release: Per release the variable of each quantity.
        own_sums: Per release its sums over quantities.
        witnesses: Per witness of any release the change of each variable, without rests.
        newest: The release whose corrections are looked at.
    """

    variables: list[Variable]
    sums: list[dict[str, int]]
    by_release: dict[str, dict[str, Variable]]
    own_sums: dict[str, list[dict[str, int]]]
    witnesses: list[dict[str, int]]
    newest: str | None

    @property
    def releases(self) -> list[str]:
        """Those that hold one of the variables."""
        return sorted({name for v in self.variables for name in v.releases})

    def changes(self) -> list[dict[str, Change]]:
        """Per earlier release what the newest changed: each quantity of both, if any differs."""
        if self.newest is None:
            return []
        after = self.by_release[self.newest]
        found = [
            {q: Change(held[q], v) for q, v in after.items() if q in held}
            for name, held in self.by_release.items()
            if name != self.newest
        ]
        return [one for one in found if any(change.by for change in one.values())]

    def change_sums(self, changes: Mapping[str, Change]) -> list[dict[str, int]]:
        """The sums of the newest release that hold between changes too."""
        if self.newest is None:
            return []
        return [t for t in self.own_sums[self.newest] if all(q in changes for q in t)]


def universe_of(
    releases: Mapping[str, Told], policy: Policy, *, touched_by: str | None
) -> Universe:
    """Put releases together.

    Args:
        releases: By id, in order.
        policy: The rules.
        touched_by: Keep only what hangs together with this release; None keeps all.
    """
    held = _variables(releases, policy)
    by_name = {v.name: v for of in held.values() for v in of.values()}
    own_sums = {name: _own_sums(told) for name, told in releases.items()}
    sums: dict[tuple[tuple[str, int], ...], dict[str, int]] = {}
    for name, all_terms in own_sums.items():
        for terms in all_terms:
            named = {held[name][q].name: factor for q, factor in terms.items()}
            sums.setdefault(tuple(sorted(named.items())), named)
    for named in _between(held, own_sums):
        sums.setdefault(tuple(sorted(named.items())), named)
    for rest, terms in _rests(by_name, held, releases, policy):
        by_name[rest.name] = rest
        sums[tuple(sorted(terms.items()))] = terms
    kept = set(by_name)
    if touched_by is not None:
        start = {v.name for v in held[touched_by].values()}
        kept = _together(start, list(sums.values()))
    variables = [by_name[name] for name in sorted(kept)]
    within = [terms for terms in sums.values() if kept.issuperset(terms)]
    witnesses = [one for name, told in releases.items() for one in _witnesses(told, held[name])]
    return Universe(variables, within, held, own_sums, witnesses, touched_by)


def _variables(releases: Mapping[str, Told], policy: Policy) -> dict[str, dict[str, Variable]]:
    """Per release the variable of each quantity: one per value that a quantity ever had.

    Of what is hidden a file of records may tell a greater least value than a table. The threshold
    is the strictest that ever held, and of a figure of a table no less than what holds now.
    """
    merged: dict[tuple[str, int], dict] = {}
    versions: dict[str, int] = {}
    for release, told in releases.items():
        for row in told.quantities.filter(~told.quantities["is_rest"]).to_dicts():
            key = row["quantity"], row["value"]
            if key not in merged:
                versions[key[0]] = versions.get(key[0], 0) + 1
                name = f"{key[0]} #{versions[key[0]]}"
                merged[key] = {"name": name, "row": row, "in": [], "shown": [], "secret": False}
                merged[key]["least"] = merged[key]["threshold"] = 0
                merged[key]["most"] = []
            one = merged[key]
            one["in"].append(release)
            one["secret"] |= row["is_primary"]
            one["least"] = max(one["least"], row["least"])
            one["most"] += [row["most"]] if row["most"] is not None else []
            now = (
                0 if row["table_code"] == MICRODATA else policy.threshold(parse(key[0]).predicates)
            )
            one["threshold"] = max(one["threshold"], row["threshold"], now)
            if row["is_published"]:
                one["shown"].append(release)
    made = {key: _variable(key, one) for key, one in merged.items()}
    return {
        release: {
            q: made[q, value]
            for q, value in told.quantities.filter(~told.quantities["is_rest"])
            .select("quantity", "value")
            .iter_rows()
        }
        for release, told in releases.items()
    }


def _variable(key: tuple[str, int], one: dict) -> Variable:
    row = one["row"]
    return Variable(
        name=one["name"],
        quantity=key[0],
        value=key[1],
        contributors=row["contributors"],
        known=key[1] if one["shown"] else None,
        threshold=one["threshold"],
        least=min(one["least"], key[1]),
        most=max(min(one["most"]), key[1]) if one["most"] else None,
        is_secret=one["secret"],
        label={name: row[name] for name in row if name.endswith("_code") or name == "figure_id"},
        releases=tuple(one["in"]),
        shown_in=tuple(one["shown"]),
    )


def _own_sums(told: Told) -> list[dict[str, int]]:
    rests = set(told.quantities.filter("is_rest")["quantity"])
    found: dict[int, dict[str, int]] = {}
    for number, quantity, factor in told.sums.select("sum", "quantity", "factor").iter_rows():
        terms = found.setdefault(number, {})
        terms[quantity] = terms.get(quantity, 0) + factor
    return [terms for terms in found.values() if not rests.intersection(terms)]


def _between(
    held: Mapping[str, Mapping[str, Variable]], own_sums: Mapping[str, list[dict[str, int]]]
) -> Iterator[dict[str, int]]:
    """Sums between figures of several releases, each at what it was last until then."""
    sets = {q: parse(q).set_ for of in held.values() for q in of}
    named = {set_: quantity for quantity, set_ in sets.items()}
    plain: dict[tuple[str, tuple[str, ...]], None] = {}
    for terms in (terms for of in own_sums.values() for terms in of):
        total = [q for q, factor in terms.items() if factor == -1]
        parts = tuple(sorted(q for q, factor in terms.items() if factor == 1))
        if len(total) == 1 and len(parts) == len(terms) - 1:
            plain[total[0], parts] = None
    given = [(sets[total], tuple(sets[q] for q in parts)) for total, parts in plain]
    found = crossed(given, named)
    now: dict[str, Variable] = {}
    for of in held.values():
        now |= of
        for total, parts in found:
            terms = {named[total]: -1} | {named[part]: 1 for part in parts}
            if terms.keys() <= now.keys() and not sum(f * now[q].value for q, f in terms.items()):
                yield {now[q].name: factor for q, factor in terms.items()}


def _witnesses(told: Told, held: Mapping[str, Variable]) -> list[dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    for number, quantity, change in told.proof.select("witness", "quantity", "change").iter_rows():
        if quantity in held:
            found.setdefault(number, {})[held[quantity].name] = change
    return list(found.values())


def _rests(
    by_name: Mapping[str, Variable],
    held: Mapping[str, Mapping[str, Variable]],
    releases: Mapping[str, Told],
    policy: Policy,
) -> Iterator[tuple[Variable, dict[str, int]]]:
    """What is left of a set without its part, where few: also of a set of another release."""
    if not policy.is_subset_protected:
        return
    parents = {
        (dimension, code): above
        for told in releases.values()
        for dimension, code, above in told.parents.iter_rows()
    }
    versions: dict[str, list[Variable]] = {}
    of_cases: dict[Quantity, dict[str, None]] = {}
    for variable in by_name.values():
        versions.setdefault(variable.quantity, []).append(variable)
        if (name := named(parse(variable.quantity), policy)) is not None:
            of_cases.setdefault(name, {})[variable.quantity] = None
    for part in list(by_name.values()):
        if not part.tells_of_people or not part.contributors:
            continue
        quantity = parse(part.quantity)
        keys = [wide.key for wide in wider(quantity, parents)]
        if (name := named(quantity, policy)) is not None:
            keys += [key for wide in wider(name, parents) for key in of_cases.get(wide, ())]
        for key in dict.fromkeys(keys):
            for set_ in versions.get(key, ()):
                people = set_.contributors - part.contributors
                is_few = is_rest(people, set_.value - part.value, set_.threshold)
                if is_few and _are_of_one_time(set_, part, held):
                    yield _rest(set_, part, people)


def _are_of_one_time(
    one: Variable, other: Variable, held: Mapping[str, Mapping[str, Variable]]
) -> bool:
    """Whether no release held one of the two beside a corrected value of the other."""
    return all(
        held[release].get(second.quantity, second) is second
        for first, second in ((one, other), (other, one))
        for release in first.releases
    )


def _rest(set_: Variable, part: Variable, people: int) -> tuple[Variable, dict[str, int]]:
    name = f"{set_.name} less {part.name}"
    rest = Variable(
        name=name,
        quantity=part.quantity,
        value=set_.value - part.value,
        contributors=people,
        known=None if people or not part.is_money else 0,
        threshold=set_.threshold,
        least=0,
        is_secret=people > 0,
        label=part.label,
        releases=tuple(dict.fromkeys([*set_.releases, *part.releases])),
        set_=set_,
        part=part,
    )
    return rest, {set_.name: -1, part.name: 1, name: 1}


def _together(start: set[str], sums: list[dict[str, int]]) -> set[str]:
    """All variables that hang together with some of them by sums."""
    of: dict[str, list[int]] = {}
    for number, terms in enumerate(sums):
        for name in terms:
            of.setdefault(name, []).append(number)
    kept, waiting, done = set(start), list(start), set()
    while waiting:
        for number in of.get(waiting.pop(), ()):
            if number in done:
                continue
            done.add(number)
            new = sums[number].keys() - kept
            kept |= new
            waiting += new
    return kept
