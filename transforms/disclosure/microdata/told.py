"""What a file of records tells, in the words of the gate: of every set it shows, no fewer.

Who is left out may be anybody and nobody knows how many they are. So all that a file says of the
figures of tables is that they are no smaller than what it shows: of a code that is a group, the sum
of the group's figures; of a form of exploitation also that those who suffered another one alone are
not among its victims. Each is an equation with what is left out as one more unknown.

Tables of victims cross year and sex with one thing more. Counts of such tables fit one population
wherever each fits the others by year and sex (margins without a ring are consistent as soon as they
are in pairs: Vorob'ev 1962), and what they exceed the file by does too. So counts of the file that
cross more tell of no table anything further, if for each record year and sex are known; where they
are not (a band of years, a blank), a record is shared out among the years and sexes it may be of.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

import polars as pl

from transforms.disclosure.counting.counted import Quantity
from transforms.disclosure.microdata.file import MicrodataFile, codes_of
from transforms.disclosure.microdata.forms import bounds
from transforms.disclosure.microdata.kinds import Cell, Kind, Tally, tallies
from transforms.disclosure.microdata.recoding import AGES, UNKNOWN
from transforms.disclosure.policy import Policy
from transforms.disclosure.protection.told import DRAWN, LEFT_OUT, MICRODATA, QUANTITIES, Told

_TABLES = {
    "age": "age",
    "rollup": "age",
    "sex": "sex",
    "province": "event_region",
    "origin": "origin_region",
    "status": "status_korban",
    "form": "form",
}
_MARGINS = (("sex",), ("sex", "age"), ("sex", "origin"), ("sex", "province"), ("sex", "status"))
_OF_FORMS = (("sex", "rollup"), ("age",))
_RECORD = "record"
Codes = Mapping[str, Mapping[str, tuple[str, ...]]]
_LABELS = ("table_code", "row_list_code", "row_code", "column_list_code", "column_code")


def told_of_file(file: MicrodataFile, records: pl.DataFrame, policy: Policy) -> Told:
    """The release that a file is.

    Args:
        file: As `make_file` made it of those who were drawn.
        records: All victims of its years, the others too.
        policy: The thresholds.

    Returns:
        The figures of tables of victims by year, with true values; per set that the file shows a
        sum: they are what stands in the file and what is left out. Records of which year or sex is
        not told are shared out. Counts of those who were drawn, by the codes before recoding, are
        kept so that a later file cannot tell of few by its difference. The proof of each small
        figure is a world with one more, who was left out.
    """
    codes = codes_of(file, records)
    found = _System(file, policy, codes)
    people = _people(file, records, codes)
    found.count(people)
    kinds = found.kinds(people.filter("is_in"))
    for names in _MARGINS:
        if found.holds(names):
            found.add_least(names, kinds)
    forms = sorted(set(people["own_form"].explode()) - {UNKNOWN})
    for names in _OF_FORMS:
        found.add_forms(names, kinds, forms)
    found.prove(people)
    return found.told()


@dataclass
class _System:
    """The quantities, sums and witnesses found so far."""

    file: MicrodataFile
    policy: Policy
    codes: Codes
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    sums: list[dict[str, int]] = field(default_factory=list)
    proof: list[dict[str, int]] = field(default_factory=list)

    def holds(self, names: Iterable[str]) -> bool:
        """Whether the file has these columns."""
        shown = {*self.file.plan.quasi, *self.file.plan.sensitive, "rollup"}
        return shown.issuperset(names)

    def count(self, people: pl.DataFrame) -> None:
        """The figures of tables, and of them those who were drawn."""
        exploded = people.explode("own_form")
        for names, frame in [
            *((n, people) for n in (*_MARGINS, *_OF_FORMS) if self.holds(n)),
            *(((*n, "form"), exploded) for n in _OF_FORMS),
        ]:
            own = ["own_year", *(f"own_{name}" for name in names)]
            counts = frame.group_by(own).agg(n=pl.len(), drawn=pl.col("is_drawn").sum()).sort(own)
            for year, *cell, n, drawn in counts.iter_rows():
                quantity = _figure(year, dict(zip(names, cell, strict=True)))
                is_small = 0 < n < self.policy.threshold(quantity.predicates)
                self._add(quantity, n, is_primary=is_small)
                of = replace(quantity, population="victims_drawn", unit=DRAWN)
                self._add(of, drawn)

    def kinds(self, shown: pl.DataFrame) -> list[Kind]:
        """The records of the file by what they show."""
        seen = [name for name in shown.columns if name.startswith("seen_")]
        groups = shown.group_by(seen).agg("own_year", "own_sex").sort(seen)
        found = []
        for *codes, years, sexes in groups.iter_rows():
            told = {n.removeprefix("seen_"): c for n, c in zip(seen, codes, strict=True)}
            centres = tuple(product(self._may_be("year", told), self._may_be("sex", told)))
            shares = {}
            if len(centres) > 1:
                true = list(zip(years, sexes, strict=True))
                of_kind = self._records({n: c or "*" for n, c in told.items()})
                self._add(of_kind, len(years), is_known=True)
                for centre in centres:
                    part = of_kind.having("may_be", "_".join(centre))
                    shares[centre] = self._add(part, true.count(centre))
                self.sums.append({of_kind.key: -1, **dict.fromkeys(shares.values(), 1)})
            found.append(Kind(told, len(years), centres, shares))
        return found

    def add_least(self, names: Cell, kinds: list[Kind]) -> None:
        """Of every set that the file shows: the sum of its figures is no less."""
        for (year, *cell), tally in tallies(names, kinds).items():
            codes = dict(zip(names, cell, strict=True))
            own = [self._own(name, code) for name, code in codes.items()]
            figures = [
                _figure(year, dict(zip(names, one, strict=True))).key for one in product(*own)
            ]
            self._no_less(dict.fromkeys(figures, 1), [(tally, 1)], {"year": year, **codes})

    def add_forms(self, names: Cell, kinds: list[Kind], forms: Sequence[str]) -> None:
        """What the forms shown say of the figures by form, from below and from above."""
        by_set: dict[Cell, dict[str, Tally]] = {}
        for (*base, form), tally in tallies((*names, "form"), kinds).items():
            by_set.setdefault(tuple(base), {})[form] = tally
        for (year, *cell), by_form in by_set.items():
            codes = dict(zip(names, cell, strict=True))
            own = [self._own(name, code) for name, code in codes.items()]
            places = [dict(zip(names, one, strict=True)) for one in product(*own)]
            for bound in bounds(by_form, self.codes["form"], forms):
                terms: dict[str, int] = defaultdict(int)
                for place in places:
                    if bound.victims:
                        terms[_figure(year, place).key] += bound.victims
                    for form, times in bound.forms.items():
                        terms[_figure(year, {**place, "form": form}).key] += times
                told = {"year": year, **codes, "bound": bound.name}
                self._no_less(terms, [(by_form[of], n) for of, n in bound.records.items()], told)

    def _no_less(
        self,
        terms: Mapping[str, int],
        records: Iterable[tuple[Tally, int]],
        told: Mapping[str, str],
    ) -> None:
        """Figures are records of the file and what is left out, which is 0 or more."""
        total = {key: n for key, n in terms.items() if key in self.rows}
        left = sum(n * self.rows[key]["value"] for key, n in total.items())
        sure, parts = 0, defaultdict(int)
        for tally, times in records:
            sure += times * tally.sure
            for part in tally.parts:
                parts[part] -= times
        left -= sure - sum(n * self.rows[key]["value"] for key, n in parts.items())
        if not (sure or parts):
            return
        known, rest = self._records(told), self._records(told, LEFT_OUT)
        self._add(known, sure, is_known=True)
        self._add(rest, left)
        self.sums.append({**total, **parts, known.key: -1, rest.key: -1})

    def prove(self, people: pl.DataFrame) -> None:
        """Per small figure a world with one more person like one of its own, who was left out."""
        using: dict[str, list[dict[str, int]]] = {}
        for terms in self.sums:
            for key in terms:
                using.setdefault(key, []).append(terms)
        waiting = {key for key, row in self.rows.items() if row["is_primary"]}
        for person in people.sort("person_id").iter_rows(named=True):
            counted = self._counted_in(person)
            if waiting.isdisjoint(counted):
                continue
            moved = dict.fromkeys(counted, 1)
            for terms in {id(t): t for key in counted for t in using.get(key, ())}.values():
                rest = next(key for key in terms if f"|{LEFT_OUT}|" in key)
                moved[rest] = sum(n * (key in counted) for key, n in terms.items())
            if all(self.rows[key]["value"] + n >= 0 for key, n in moved.items()):
                self.proof.append({key: n for key, n in moved.items() if n})
                waiting -= counted

    def _counted_in(self, person: Mapping[str, Any]) -> set[str]:
        """Every figure of tables that a person is part of."""
        year = person["own_year"]
        cells = [{n: person[f"own_{n}"] for n in names} for names in (*_MARGINS, *_OF_FORMS)]
        forms = [
            {**{n: person[f"own_{n}"] for n in names}, "form": form}
            for names in _OF_FORMS
            for form in person["own_form"]
        ]
        return {_figure(year, one).key for one in [*cells, *forms]} & self.rows.keys()

    def told(self) -> Told:
        """As the gate takes it."""
        text, whole = pl.String, pl.Int64
        terms = [(at, q, n) for at, one in enumerate(self.sums) for q, n in one.items() if n]
        proof = [(at, q, n) for at, one in enumerate(self.proof) for q, n in one.items()]
        return Told(
            pl.DataFrame(list(self.rows.values()), schema=QUANTITIES).sort("quantity"),
            pl.DataFrame(
                terms, schema={"sum": whole, "quantity": text, "factor": whole}, orient="row"
            ).sort("sum", "quantity"),
            pl.DataFrame(schema={"dimension": text, "code": text, "parent": text}),
            pl.DataFrame(
                proof, schema={"witness": whole, "quantity": text, "change": whole}, orient="row"
            ).sort("witness", "quantity"),
        )

    def _may_be(self, name: str, told: Mapping[str, str | None]) -> tuple[str, ...]:
        code, codes = told[name], self.codes[name]
        return (
            codes[code]
            if code is not None
            else tuple(sorted({o for of in codes.values() for o in of}))
        )

    def _own(self, name: str, code: str) -> tuple[str, ...]:
        """The codes of tables that a code of the file stands for."""
        return (code,) if name in ("sex", "rollup") else self.codes[name][code]

    def _records(self, told: Mapping[str, str], unit: str = _RECORD) -> Quantity:
        """A number of records of this file, by what they show."""
        years = sorted({y for of in self.codes["year"].values() for y in of})
        name = f"{self.file.plan.name}_{years[0]}_{years[-1]}"
        return Quantity(name, None, unit, "count", frozenset(told.items()))

    def _add(
        self, quantity: Quantity, value: int, *, is_known: bool = False, is_primary: bool = False
    ) -> str:
        told = " ".join(f"{name}={code}" for name, code in sorted(quantity.predicates))
        years = quantity.year or quantity.population
        self.rows[quantity.key] = {
            "quantity": quantity.key,
            "value": value,
            "contributors": value,
            "threshold": self.policy.threshold(quantity.predicates),
            "least": 0,
            "most": None,
            "is_primary": is_primary,
            "is_published": is_known,
            "is_rest": False,
            **dict.fromkeys(_LABELS, MICRODATA),
            "block_code": self.file.plan.name,
            "figure_id": f"{MICRODATA}-{self.file.plan.name} {years} {told}".strip(),
        }
        return quantity.key


def _figure(year: str, codes: Mapping[str, str]) -> Quantity:
    """What tables call these victims of a year."""
    predicates = frozenset((_TABLES[name], code) for name, code in codes.items())
    return Quantity("victims", int(year), "victim", "count", predicates)


def _people(file: MicrodataFile, records: pl.DataFrame, codes: Codes) -> pl.DataFrame:
    """One row a person: codes before recoding as `own_`, and what the file shows as `seen_`."""
    plan = file.plan
    rollup = pl.col("age").replace(dict(AGES))
    own = records.with_columns(rollup=rollup).select(
        "person_id",
        *(
            pl.col(name).alias(f"own_{name}")
            for name in ("year", "sex", "age", "rollup", "origin", "province", "status")
        ),
        own_form="forms",
    )
    rolled = {code: AGES.get(of[0], code) for code, of in codes["age"].items() if of != (UNKNOWN,)}
    shown = ["year", *(n for n in plan.quasi if n in _TABLES), *plan.sensitive]
    seen = file.shown.with_columns(rollup=pl.col("age").replace(rolled)).select(
        "person_id",
        *(pl.col(name).alias(f"seen_{name}") for name in (*dict.fromkeys(shown), "rollup")),
    )
    return own.join(seen.with_columns(is_in=True), on="person_id", how="left").with_columns(
        pl.col("is_in").fill_null(value=False), is_drawn=pl.col("person_id").is_in(list(file.drawn))
    )
