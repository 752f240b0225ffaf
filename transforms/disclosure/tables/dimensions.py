"""The dimensions of a frequency table: their hierarchies, their codes and how the codes add up."""

from collections.abc import Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

import polars as pl

from contracts.problems import Problem
from transforms.disclosure.tables.codes import is_fit, is_total, refuse_unfit, visible

TOTAL = "Total"
# Columns that our tables, certificates, decisions and attacks put beside those of the dimensions.
_OURS = ("n", "value", "status", "witness", "rounded", "quantity", "low", "high", "level", "parent",
         "child", "factor", "sum")  # fmt: skip


@dataclass(frozen=True)
class Dimension:
    """One dimension: the finest column and the chains of coarser columns above it."""

    name: str
    chains: tuple[tuple[str, ...], ...]  # coarse to fine, each ends in `name`

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that the dimension reads, each once."""
        return tuple(dict.fromkeys(column for chain in self.chains for column in chain))


@dataclass(frozen=True)
class Nodes:
    """Codes of one dimension (the inner ones first) and its sums: parent, children (indices)."""

    codes: tuple[str, ...]
    inner: int
    sums: tuple[tuple[int, tuple[int, ...]], ...]


def parse(text: str) -> tuple[Dimension, ...]:
    """Read `sex,age,prov>reg`; `a>b+c>b` gives one dimension two hierarchies.

    Raises:
        Problem: A name is empty, or twice, or above itself, or one of ours, or would run in a
            spreadsheet; or two chains do not end in the same column.
    """
    dimensions = []
    for part in text.split(","):
        chains = tuple(
            tuple(name.strip() for name in chain.split(">")) for chain in part.split("+")
        )
        is_whole = all(all(chain) for chain in chains)
        if not is_whole or len({chain[-1] for chain in chains}) > 1 or _is_circular(chains):
            raise Problem("disclosure.dims", part=visible(part))
        dimensions.append(Dimension(chains[0][-1], chains))
    columns = [column for dimension in dimensions for column in dimension.columns]
    if len(set(columns)) < len(columns):
        raise Problem("disclosure.dims", part=visible(text))
    ours = {*_OURS, *(f"{d.name}_{kind}" for d in dimensions for kind in ("level", "parents"))}
    for column in columns:
        if column in ours or not is_fit(column):
            raise Problem("disclosure.name", name=visible(column), ours=", ".join(_OURS))
    return tuple(dimensions)


def _is_circular(chains: Sequence[Sequence[str]]) -> bool:
    """Whether some column stands above itself, in one chain or by way of several."""
    above: dict[str, set[str]] = {}
    for chain in chains:
        for parent, child in pairwise(chain):
            above.setdefault(child, set()).add(parent)
    try:
        TopologicalSorter(above).prepare()
    except CycleError:
        return True
    return False


def nesting(cells: pl.DataFrame, dimensions: tuple[Dimension, ...]) -> pl.DataFrame:
    """Which code is part of which: one row a pair (dimension, level, parent, child).

    Raises:
        Problem: A code has two parents in one level, stands in two levels, holds a `|`, is taken
            for the margin, or would run in a spreadsheet.
    """
    rows: list[tuple[str, str, str, str]] = []
    for dimension in dimensions:
        level_of: dict[str, str] = {TOTAL: ""}
        for column in dimension.columns:
            for code in cells[column].unique().sort():
                refuse_unfit(code, column)
                if level_of.setdefault(code, column) != column or is_total(code) or "|" in code:
                    raise Problem("disclosure.codes", code=visible(code), column=column)
        for chain in dimension.chains:
            for parent, child in zip((None, *chain), chain, strict=False):
                if parent is None:
                    pairs = [(TOTAL, str(code)) for code in cells[child].unique().sort()]
                else:
                    known = cells.select(parent, child).unique().sort(parent, child)
                    pairs = [(str(above), str(below)) for above, below in known.iter_rows()]
                if len({pair[1] for pair in pairs}) < len(pairs):
                    raise Problem("disclosure.nests", parent=parent, child=child)
                level = f"{parent or ''}>{child}"
                rows += [(dimension.name, level, above, below) for above, below in pairs]
    schema = ["dimension", "level", "parent", "child"]
    return pl.DataFrame(rows, schema=schema, orient="row").unique(maintain_order=True)


def carry(table: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """The table with what its codes are part of, so that it can be read with nothing beside it.

    Args:
        table: One row a cell, one column a dimension.
        pairs: dimension, level, parent, child, as `nesting` gives them.

    Returns:
        The table with `<dimension>_level` (the column of the code, empty for `Total`) and
        `<dimension>_parents` (codes joined with `|`) for each dimension of more than one level.
    """
    for name in pairs["dimension"].unique(maintain_order=True):
        own = pairs.filter(pl.col("dimension") == name)
        if own["level"].n_unique() == 1:
            continue
        level = pl.col("level").str.split(">").list.last()
        told = own.group_by("child", maintain_order=True).agg(
            level.first().alias(f"{name}_level"),
            pl.col("parent").unique(maintain_order=True).str.join("|").alias(f"{name}_parents"),
        )
        table = table.join(
            told, left_on=name, right_on="child", how="left", maintain_order="left"
        ).with_columns(pl.col(f"{name}_level", f"{name}_parents").fill_null(""))
    return table


def carried(table: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    """The pairs that `carry` wrote into a table; all codes of other dimensions add up to `Total`.

    Raises:
        Problem: A code is said to be part of one that the table does not hold, or is `Total`
            written in another way.
    """
    rows: list[tuple[str, str, str, str]] = []
    for name in names:
        for code in table[name].unique().sort():
            if code is None or (is_total(code) and code != TOTAL):
                raise Problem("disclosure.codes", code=visible(code or ""), column=name)
        if f"{name}_level" not in table.columns:
            codes = sorted({str(code) for code in table[name]} - {TOTAL})
            rows += [(name, f">{name}", TOTAL, code) for code in codes]
            continue
        told = table.select(name, f"{name}_level", f"{name}_parents").unique().sort(name)
        level_of = {code: level or "" for code, level, _ in told.iter_rows()}
        for code, level, parents in told.iter_rows():
            for parent in (parents or "").split("|"):
                if code != TOTAL and parent not in level_of:
                    raise Problem(
                        "disclosure.parent",
                        code=visible(code),
                        parent=visible(parent),
                        column=name,
                    )
                if code != TOTAL:
                    rows.append((name, f"{level_of[parent]}>{level}", parent, code))
    schema = ["dimension", "level", "parent", "child"]
    return pl.DataFrame(rows, schema=schema, orient="row").unique(maintain_order=True)


def nodes(pairs: pl.DataFrame, dimension: Dimension) -> Nodes:
    """Codes and sums of a dimension from the pairs that `nesting` gives."""
    own = pairs.filter(pl.col("dimension") == dimension.name)
    parents = set(own["parent"])
    inner = sorted(set(own["child"]) - parents)
    codes = (*inner, *sorted(parents))
    place = {code: index for index, code in enumerate(codes)}
    sums: dict[tuple[str, str], list[int]] = {}
    for level, parent, child in own.select("level", "parent", "child").rows():
        sums.setdefault((level, parent), []).append(place[child])
    return Nodes(
        codes, len(inner), tuple((place[key[1]], tuple(kids)) for key, kids in sums.items())
    )


def areas(pairs: pl.DataFrame, dimensions: Sequence[Dimension]) -> tuple[int, dict[str, int]]:
    """The parts that a table falls into best: its deepest dimension, then the one of most codes.

    Returns:
        The place of that dimension, and per code of it the number of the part that holds it: the
        code just below `Total` in its first chain. Codes of no single part are left out.
    """
    sizes = [pairs.filter(pl.col("dimension") == d.name)["child"].n_unique() for d in dimensions]
    depth = [len(dimension.chains[0]) for dimension in dimensions]
    axis = max(range(len(dimensions)), key=lambda at: (depth[at], sizes[at], -at))
    chain = dimensions[axis].chains[0]
    found: dict[str, int] = {}
    for above, column in zip((None, *chain), chain, strict=False):
        own = pairs.filter(
            (pl.col("dimension") == dimensions[axis].name)
            & (pl.col("level") == f"{above or ''}>{column}")
        )
        for parent, child in own.select("parent", "child").sort("parent", "child").iter_rows():
            found[child] = len(found) if above is None else found[parent]
    return axis, found
