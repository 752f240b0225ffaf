"""Small classes finer than any table: nobody can know them, as two persons may be exchanged.

Tables cross year and sex with one thing more. If two victims of one year and sex exchange one code
that the file shows of neither (ages only if they suffered the same forms), every such table and the
file stay as they are, and a class that one of the two is of has one fewer or one more. That needs
no solver, and it holds whatever tables of this kind are published later.
"""

from collections.abc import Iterator
from itertools import combinations

import polars as pl

from transforms.disclosure.microdata.file import MicrodataFile, codes_of
from transforms.disclosure.microdata.recoding import UNKNOWN

# What may be exchanged, and in what the two have to be alike, since tables cross it with that.
_MOVED = {
    "origin": ("own_year", "own_sex"),
    "province": ("own_year", "own_sex"),
    "citizenship": (),  # in no table of a year
    "age": ("own_year", "own_sex", "own_forms"),
}
_CENTRE = frozenset(("year", "sex"))
Cell = tuple[str, ...]


def unproved(file: MicrodataFile, records: pl.DataFrame, k: int) -> list[dict[str, str]]:
    """The small classes that no exchange changes.

    A class of which a code is not known describes nobody and is left out.

    Args:
        file: As `make_file` made it.
        records: All victims of its years, those who were not drawn too.
        k: A class of fewer victims is small.

    Returns:
        Column and code of each, sorted.
    """
    people = _people(file, records)
    found = []
    for names, cell in _small(file, people, k):
        if not any(_changes(people, names, cell, moved) for moved in _MOVED if moved in names):
            found.append(dict(zip(names, cell, strict=True)))
    return found


def _small(file: MicrodataFile, people: pl.DataFrame, k: int) -> Iterator[tuple[Cell, Cell]]:
    """Columns and codes of the classes of fewer than k that no table of ours holds.

    One that holds all persons of a class of tables is that class, which the gate looks after.
    """
    quasi = file.plan.quasi
    for size in range(2, len(quasi) + 1):
        for names in combinations(quasi, size):
            leaves = [name for name in names if name not in _CENTRE]
            if len(leaves) < 2:
                continue
            counts = people.group_by(names).agg(n=pl.len()).filter(pl.col("n") < k)
            for leaf in leaves:
                of_table = [name for name in names if name in _CENTRE or name == leaf]
                tables = people.group_by(of_table).agg(n=pl.len())
                counts = counts.join(tables, on=[*of_table, "n"], how="anti")
            known = pl.all_horizontal(pl.col(names) != UNKNOWN)
            for cell in counts.filter(known).select(names).sort(names).iter_rows():
                yield names, cell


def _changes(people: pl.DataFrame, names: Cell, cell: Cell, moved: str) -> bool:
    """Whether two persons who exchange one code change a class by one."""
    codes = dict(zip(names, cell, strict=True))
    has = pl.col(moved) == codes[moved]
    is_other = pl.all_horizontal(pl.col(n) == c for n, c in codes.items() if n != moved)
    free = people.filter(pl.col(f"is_free_{moved}"))
    pairs = free.select(*_MOVED[moved], one=pl.lit(1), has=has, fits=is_other)
    kinds = pairs.group_by(*_MOVED[moved], "one").agg(
        (pl.col("fits") & pl.col("has")).any().alias("inside"),
        (pl.col("fits") & ~pl.col("has")).any().alias("near"),
        (~pl.col("fits") & pl.col("has")).any().alias("could"),
        (~pl.col("fits") & ~pl.col("has")).any().alias("outside"),
    )
    goes = pl.col("inside") & pl.col("outside")
    comes = pl.col("near") & pl.col("could")
    return bool(kinds.select((goes | comes).any()).item())


def _people(file: MicrodataFile, records: pl.DataFrame) -> pl.DataFrame:
    """All victims in the codes of the file, and which of these it does not show of them."""
    quasi = file.plan.quasi
    codes = codes_of(file, records)
    broad = {name: {own: code for code, of in codes[name].items() for own in of} for name in quasi}
    seen = file.shown.select("person_id", *(pl.col(n).alias(f"seen_{n}") for n in quasi))
    return (
        records.select(
            "person_id",
            *(pl.col(name).replace(broad[name]).alias(name) for name in quasi),
            own_year="year",
            own_sex="sex",
            own_forms=pl.col("forms").list.sort().list.join("|"),
        )
        .join(seen, on="person_id", how="left")
        .with_columns(pl.col(f"seen_{name}").is_null().alias(f"is_free_{name}") for name in quasi)
    )
