"""What a microdata file tells, in the words of the gate: quantities and the sums between them.

Whoever has the file can count any class and any margin of the classes. Where no blanked record may
belong to it, the count is that of the population and as good as published; elsewhere it is a least
value. Of the sensitive columns only what tables count too, forms, is part of it: what stands
inside a class is held by k and l.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import polars as pl

from transforms.disclosure.microdata.file import BLANK, MicrodataFile
from transforms.disclosure.microdata.recoding import AGES
from transforms.disclosure.release.counted import Quantity
from transforms.disclosure.release.policy import Policy
from transforms.disclosure.release.told import MICRODATA, Told

_DIMENSIONS = {
    "age": "age",
    "sex": "sex",
    "province": "event_province",
    "origin": "origin_province",
    "citizenship": "citizenship_group",
}
_YEAR = "year"
_TABLES = 2  # no table takes victims of a place apart by more
_GROUPS = frozenset(AGES.values())  # codes that tables have too
_LABELS = ("table_code", "row_list_code", "row_code", "column_list_code", "column_code")
Cell = tuple[str, ...]


def told_of_file(file: MicrodataFile, records: pl.DataFrame, policy: Policy) -> Told:
    """The release that a file is.

    Args:
        file: As `make_file` made it.
        records: What it was made of.
        policy: The thresholds.

    Returns:
        Quantities of the population `victims` by year, as tables of victims have them, and of bands
        of years (`victims_2024+2025`, without a year); sums along every quasi-identifier, and of a
        group (provinces of an island, years of a band) from its members, one dimension at a time.
        Counts of a form of exploitation, which tables hold, are told as a least value. A witness of
        the proof is one person elsewhere: with another code where theirs is blanked, of any code
        where they were left out, or in another place of their group.
    """
    quasi = file.plan.quasi
    own = records.select("person_id", *(pl.col(n).alias(_own(n)) for n in quasi))
    everybody = file.recoded.join(own, on="person_id", how="left")
    found = _Frames(file, policy)
    for size in range(len(quasi) + 1):
        for names in combinations(quasi, size):
            found.add_margin(names, everybody)
            for at in range(size):
                found.add_sums((*names[:at], *names[at + 1 :]), names, everybody)
    for names in ((), ("sex",), ("age",), ("age", "sex")):
        found.add_forms(names, everybody)
    seen = file.shown.rename({name: _seen(name) for name in quasi})
    found.prove(everybody.join(seen, on="person_id", how="left"))
    return found.told()


@dataclass
class _Frames:
    """The quantities and sums found so far."""

    file: MicrodataFile
    policy: Policy
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    sums: list[tuple[str, list[str]]] = field(default_factory=list)
    proof: list[dict[str, int]] = field(default_factory=list)

    @property
    def grouped(self) -> tuple[str, ...]:
        """Quasi-identifiers of which some code is a group of codes that tables may have."""
        return tuple(
            name
            for name in self.file.plan.quasi
            if any(
                len(of) > 1 and code not in _GROUPS for code, of in self.file.codes[name].items()
            )
        )

    def add_margin(self, names: tuple[str, ...], everybody: pl.DataFrame) -> None:
        """Every count over some of the quasi-identifiers, and of a group each member's."""
        listed = _counts(self.file.records, names)
        blank = [cell for cell in listed if BLANK in cell]
        for cell, n in _counts(everybody, names).items():
            doubtful = self.file.dropped > 0 or any(_may_be(one, cell) for one in blank)
            quantity = self._quantity(names, cell)
            self._add(quantity, n, is_known=not doubtful, least=listed.get(cell, 0))
            for name in self._taken_apart(names):
                inside = everybody.filter(_is(names, cell))
                members = _counts(inside, [_own(name)])
                parts = [self._quantity(names, cell, (name, code)) for (code,) in members]
                for part, one in zip(parts, members.values(), strict=True):
                    if part != quantity:
                        self._add(part, one, is_known=False, least=0)
                if parts != [quantity]:
                    self.sums.append((quantity.key, [part.key for part in parts]))

    def _taken_apart(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Of the dimensions of a margin those with groups, where tables may hold the members."""
        return tuple(
            name for name in self.grouped
            if name in names and (name == _YEAR or len(names) <= _TABLES)
        )  # fmt: skip

    def add_sums(
        self, names: tuple[str, ...], more: tuple[str, ...], everybody: pl.DataFrame
    ) -> None:
        """Every count as the sum of those that one further quasi-identifier takes it apart into."""
        place = [more.index(name) for name in names]
        parts: dict[Cell, list[str]] = {}
        for cell in _counts(everybody, more):
            above = tuple(cell[at] for at in place)
            parts.setdefault(above, []).append(self._quantity(more, cell).key)
        for cell, keys in parts.items():
            total = self._quantity(names, cell).key
            if keys != [total]:  # of one year the year says nothing more
                self.sums.append((total, keys))

    def add_forms(self, names: tuple[str, ...], everybody: pl.DataFrame) -> None:
        """At least how many suffered a form; who suffered several stands under none of them."""
        if "forms" not in everybody.columns or not set(names) <= set(self.file.plan.quasi):
            return
        of_form = everybody.explode("forms")
        itself = set(of_form.filter(pl.col("form") == pl.col("forms"))["form"])
        listed = _counts(self.file.records.filter(pl.col("form").is_in(itself)), ("form", *names))
        for (form, *cell), n in _counts(of_form, ("forms", *names)).items():
            quantity = self._quantity(names, tuple(cell)).having("form", form)
            least = listed.get((form, *cell), 0)
            self._add(quantity, n, is_known=False, least=least, is_secret=False)

    def prove(self, pairs: pl.DataFrame) -> None:
        """Find persons who may as well be somebody else, for every secret.

        Args:
            pairs: One row a person: the codes, those before recoding as `own_`, and as `seen_`
                what the file shows (null: blank).
        """
        quasi = self.file.plan.quasi
        own = [_own(name) for name in self.grouped]
        size = len(quasi)
        cells = sorted(_counts(pairs, (*quasi, *own)))
        shown = [_seen(name) for name in quasi]
        movable = sorted(_counts(pairs.fill_null(BLANK), (*quasi, *own, *shown)))
        open_ones = {key for key, row in self.rows.items() if row["is_primary"]}
        parts = {cell: self._counted_in(cell) for cell in cells}
        for row in movable:
            one, seen = row[: size + len(own)], row[size + len(own) :]
            for other in cells:
                if not open_ones:
                    return
                if other == one or not _may_be(seen, other[:size]):
                    continue
                if open_ones.isdisjoint(parts[one] ^ parts[other]):
                    continue
                moved = dict.fromkeys(parts[one] - parts[other], -1)
                moved |= dict.fromkeys(parts[other] - parts[one], 1)
                self.proof.append(moved)
                open_ones -= moved.keys()

    def _counted_in(self, cell: Cell) -> frozenset[str]:
        """Every quantity that a person with these codes, and own ones of groups, is part of."""
        quasi = self.file.plan.quasi
        own = dict(zip(self.grouped, cell[len(quasi) :], strict=True))
        found = set()
        for size in range(len(quasi) + 1):
            for places in combinations(range(len(quasi)), size):
                names = tuple(quasi[at] for at in places)
                codes = tuple(cell[at] for at in places)
                found.add(self._quantity(names, codes).key)
                for name in self._taken_apart(names):
                    found.add(self._quantity(names, codes, (name, own[name])).key)
        return frozenset(found)

    def told(self) -> Told:
        """As the gate takes it."""
        terms = [
            (number, quantity, factor)
            for number, (total, parts) in enumerate(self.sums)
            for quantity, factor in [(total, -1), *((part, 1) for part in parts)]
        ]
        proof = [
            (number, quantity, change)
            for number, changes in enumerate(self.proof)
            for quantity, change in changes.items()
        ]
        text, whole = pl.String, pl.Int64
        return Told(
            pl.DataFrame(list(self.rows.values()), schema=_SCHEMA).sort("quantity"),
            pl.DataFrame(
                terms, schema={"sum": whole, "quantity": text, "factor": whole}, orient="row"
            ).sort("sum", "quantity"),
            pl.DataFrame(schema={"dimension": text, "code": text, "parent": text}),
            pl.DataFrame(
                proof, schema={"witness": whole, "quantity": text, "change": whole}, orient="row"
            ).sort("witness", "quantity"),
        )

    def _add(
        self, quantity: Quantity, value: int, *, is_known: bool, least: int, is_secret: bool = True
    ) -> None:
        threshold = self.policy.threshold(quantity.predicates)
        told = " ".join(f"{name}={code}" for name, code in sorted(quantity.predicates))
        years = quantity.year or quantity.population
        self.rows[quantity.key] = {
            "quantity": quantity.key,
            "value": value,
            "contributors": value,
            "threshold": threshold,
            "least": least,
            "is_primary": is_secret and 0 < value < threshold,
            "is_published": is_known,
            "is_rest": False,
            **dict.fromkeys(_LABELS, MICRODATA),
            "block_code": self.file.plan.name,
            "figure_id": f"{MICRODATA}-{self.file.plan.name} {years} {told}".strip(),
        }

    def _quantity(
        self, names: tuple[str, ...], cell: Cell, member: tuple[str, str] | None = None
    ) -> Quantity:
        """What a cell counts, or only the part of one member of a group."""
        of_years = self.file.codes[_YEAR]
        coded = dict(zip(names, cell, strict=True))
        band = coded.pop(_YEAR, None)
        years = sorted(y for of in of_years.values() for y in of)
        if band is not None:
            years = list(of_years[band])
        told = {name: self._code(name, code) for name, code in coded.items()}
        if member is not None and member[0] == _YEAR:
            years = [member[1]]
        elif member is not None:
            told[member[0]] = member[1]
        predicates = frozenset((_DIMENSIONS.get(name, name), code) for name, code in told.items())
        one = len(years) == 1 and years[0].isdigit()
        population = "victims" if one else f"victims_{'+'.join(years)}"
        return Quantity(population, int(years[0]) if one else None, "victim", "count", predicates)

    def _code(self, name: str, code: str) -> str:
        """A group of codes is named by them: what else it may be called says less than it holds."""
        return code if code in _GROUPS else "+".join(self.file.codes[name][code])


_SCHEMA = {
    "quantity": pl.String,
    **dict.fromkeys(("value", "contributors", "threshold", "least"), pl.Int64),
    **dict.fromkeys(("is_primary", "is_published", "is_rest"), pl.Boolean),
    **dict.fromkeys(("table_code", "block_code", "row_list_code", "row_code"), pl.String),
    **dict.fromkeys(("column_list_code", "column_code", "figure_id"), pl.String),
}


def _counts(frame: pl.DataFrame, columns: Sequence[str]) -> dict[Cell, int]:
    if not columns:
        return {(): frame.height}
    grouped = frame.group_by(list(columns)).agg(n=pl.len().cast(pl.Int64)).sort(list(columns))
    return {row[:-1]: row[-1] for row in grouped.iter_rows()}


def _is(columns: Sequence[str], cell: Cell) -> pl.Expr:
    return pl.all_horizontal(pl.col(n) == code for n, code in zip(columns, cell, strict=True))


def _own(name: str) -> str:
    return f"own_{name}"


def _seen(name: str) -> str:
    return f"seen_{name}"


def _may_be(blanked: Cell, cell: Cell) -> bool:
    return all(own in (BLANK, code) for own, code in zip(blanked, cell, strict=True))
