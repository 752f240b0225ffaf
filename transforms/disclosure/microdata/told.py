"""What a microdata file tells, in the words of the gate: quantities and the sums between them.

Whoever has the file can count any class and any margin of the classes. Where no blanked record may
belong to it, the count is that of the population and as good as published; elsewhere it is a least
value. Sensitive columns are no part of it: their counts inside a class are held by k and l.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import polars as pl

from transforms.disclosure.microdata.file import BLANK, MicrodataFile
from transforms.disclosure.microdata.recoding import AGES, recode
from transforms.disclosure.microdata.suppression import suppress_locally
from transforms.disclosure.release.counted import Quantity
from transforms.disclosure.release.policy import Policy
from transforms.disclosure.release.told import Told

_DIMENSIONS = {
    "age": "age",
    "sex": "sex",
    "province": "event_province",
    "origin": "origin_province",
    "citizenship": "citizenship_group",
}
_YEAR, _OWN = "year", "own_year"
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
        band from its years. A witness of the proof is one person elsewhere: with another code where
        theirs is blanked, or in another year of the band.
    """
    plan, quasi = file.plan, file.plan.quasi
    shown = records.with_columns(pl.col(_YEAR).alias(_OWN)).with_row_index("person")
    for recoding in (*plan.always, *plan.further[: file.recodings]):
        shown = recode(shown, recoding)
    done = suppress_locally(shown, quasi, plan.sensitive, k=plan.k, distinct_l=plan.distinct_l)
    found = _Frames(file, policy)
    for size in range(len(quasi) + 1):
        for names in combinations(quasi, size):
            found.add_margin(names, shown)
            for at in range(size):
                found.add_sums((*names[:at], *names[at + 1 :]), names, shown)
    seen = done.records.select("person", *(pl.col(n).alias(f"seen_{n}") for n in quasi))
    found.prove(shown.join(seen, on="person", how="left"))
    return found.told()


@dataclass
class _Frames:
    """The quantities and sums found so far."""

    file: MicrodataFile
    policy: Policy
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    sums: list[tuple[str, list[str]]] = field(default_factory=list)
    proof: list[dict[str, int]] = field(default_factory=list)

    def add_margin(self, names: tuple[str, ...], shown: pl.DataFrame) -> None:
        """Every count over some of the quasi-identifiers; of a band of years also each year's."""
        listed = _counts(self.file.records, names)
        blank = [cell for cell in listed if BLANK in cell]
        for cell, n in _counts(shown, names).items():
            doubtful = self.file.dropped > 0 or any(_may_be(one, cell) for one in blank)
            quantity = self._quantity(names, cell)
            self._add(quantity, n, is_known=not doubtful, least=listed.get(cell, 0))
            if _YEAR in names and quantity.year is None:
                own = _counts(shown.filter(_is(names, cell)), [_OWN])
                parts = [self._quantity(names, cell, year) for (year,) in own]
                for part, one in zip(parts, own.values(), strict=True):
                    if part != quantity:
                        self._add(part, one, is_known=False, least=0)
                if parts != [quantity]:
                    self.sums.append((quantity.key, [part.key for part in parts]))

    def add_sums(self, names: tuple[str, ...], more: tuple[str, ...], shown: pl.DataFrame) -> None:
        """Every count as the sum of those that one further quasi-identifier takes it apart into."""
        place = [more.index(name) for name in names]
        parts: dict[Cell, list[str]] = {}
        for cell in _counts(shown, more):
            above = tuple(cell[at] for at in place)
            parts.setdefault(above, []).append(self._quantity(more, cell).key)
        for cell, keys in parts.items():
            total = self._quantity(names, cell).key
            if keys != [total]:  # of one year the year says nothing more
                self.sums.append((total, keys))

    def prove(self, pairs: pl.DataFrame) -> None:
        """Find persons who may as well be somebody else, for every secret.

        Args:
            pairs: One row a record: its codes, and as `seen_` what the file shows (null: blank).
        """
        quasi = self.file.plan.quasi
        cells = sorted(_counts(pairs, (*quasi, _OWN)))
        movable = sorted(_counts(pairs.fill_null(BLANK), (*quasi, _OWN, *_seen(quasi))))
        open_ones = {key for key, row in self.rows.items() if row["is_primary"]}
        changes = {cell: self._counted_in(cell) for cell in cells}
        for row in movable:
            own, seen = row[: len(quasi) + 1], row[len(quasi) + 1 :]
            for other in cells:
                if not open_ones:
                    return
                if other == own or not _may_be(seen, other[:-1]):
                    continue
                moved = dict.fromkeys(changes[own] - changes[other], -1)
                moved |= dict.fromkeys(changes[other] - changes[own], 1)
                if open_ones & moved.keys():
                    self.proof.append(moved)
                    open_ones -= moved.keys()

    def _counted_in(self, cell: Cell) -> set[str]:
        """Every quantity that a person with these codes and this year is part of."""
        quasi, year = self.file.plan.quasi, cell[-1]
        found = set()
        for size in range(len(quasi) + 1):
            for places in combinations(range(len(quasi)), size):
                names = tuple(quasi[at] for at in places)
                codes = tuple(cell[at] for at in places)
                found.add(self._quantity(names, codes).key)
                if _YEAR in names:
                    found.add(self._quantity(names, codes, year).key)
        return found

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

    def _add(self, quantity: Quantity, value: int, *, is_known: bool, least: int) -> None:
        threshold = self.policy.threshold(quantity.predicates)
        told = " ".join(f"{name}={code}" for name, code in sorted(quantity.predicates))
        years = quantity.year or quantity.population
        self.rows[quantity.key] = {
            "quantity": quantity.key,
            "value": value,
            "contributors": value,
            "threshold": threshold,
            "least": least,
            "is_primary": 0 < value < threshold,
            "is_published": is_known,
            "is_rest": False,
            **dict.fromkeys(_LABELS, "microdata"),
            "block_code": self.file.plan.name,
            "figure_id": f"microdata-{self.file.plan.name} {years} {told}".strip(),
        }

    def _quantity(self, names: tuple[str, ...], cell: Cell, year: str | None = None) -> Quantity:
        """What a cell counts, or only the part of one year of it."""
        of_years = self.file.codes[_YEAR]
        coded = dict(zip(names, cell, strict=True))
        band = coded.pop(_YEAR, None)
        years = (
            sorted(y for of in of_years.values() for y in of) if band is None else of_years[band]
        )
        years = [year] if year is not None else list(years)
        predicates = frozenset(
            (_DIMENSIONS.get(name, name), self._code(name, code)) for name, code in coded.items()
        )
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


def _seen(quasi: Sequence[str]) -> list[str]:
    return [f"seen_{name}" for name in quasi]


def _may_be(blanked: Cell, cell: Cell) -> bool:
    return all(own in (BLANK, code) for own, code in zip(blanked, cell, strict=True))
