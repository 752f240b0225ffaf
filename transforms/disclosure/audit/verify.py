"""The check of a certificate against a published table: sums only, no solver, nothing imported.

It shares no code with what protects or attacks a table, so that an error there is not repeated.
"""

from collections.abc import Iterator

import numpy as np
import polars as pl

_TOTAL = "Total"
_GOALS, _ZEROS = ("not_exact", "contains"), ("shown", "maskable")
_BATCH = 64  # witness tables that are added up at once
Codes = list[list[str]]  # per dimension
Sums = list[list[tuple[int, list[int]]]]  # per dimension: places of the parent and its children


class _RefusedError(Exception):
    """Why a certificate proves nothing."""


def verify(
    published: pl.DataFrame,
    pairs: pl.DataFrame,
    names: list[str],
    witnesses: pl.DataFrame,
    claim: dict[str, object],
) -> str | None:
    """None if the certificate proves the claim (`k`, `goal`, `zeros`), else the reason.

    Every witness, the first too, has to add up with what is published. Which cells are small is
    what witness 0, the true values, says: whoever makes a certificate knows them anyway.

    Args:
        published: One row a cell: the dimensions, `value` (Int64, null where hidden), `status`.
        pairs: dimension, level, parent, child.
        names: The dimensions.
        witnesses: witness (0 = the base), the dimensions, `value`; later ones only what differs.
        claim: What is to be proved.
    """
    try:
        k, goal, floor = _claimed(claim)
        own = [pairs.filter(pl.col("dimension") == name) for name in names]
        codes = [sorted({_TOTAL, *axis["child"]}) for axis in own]
        sums = [_sums(axis, found) for axis, found in zip(own, codes, strict=True)]
        shape = [len(axis) for axis in codes]
        shown, hidden = _published(published, names, codes, k)
        number, place, value = _listed(witnesses, names, codes, hidden, floor)
        base = shown.copy()
        base[place[number == 0]] = value[number == 0]
        low, high = base, base
        for tables in _tables(base, number, place, value):
            _refuse("sums", when=not _add_up(tables.reshape(-1, *shape), sums))
            low, high = np.minimum(low, tables.min(axis=0)), np.maximum(high, tables.max(axis=0))
        least = np.where(hidden | (base > 0), floor, 0).reshape(shape)
        least = np.maximum(_raised(least, sums).reshape(-1), floor)
        wide = (low <= least) & (high >= k) if goal == "contains" else low < high
        _refuse("goal", when=not wide[hidden & (base > 0) & (base < k)].all())
    except _RefusedError as refused:
        return str(refused)
    return None


def _refuse(why: str, *, when: bool | np.bool_) -> None:
    if when:
        raise _RefusedError(why)


def _claimed(claim: dict[str, object]) -> tuple[int, object, int]:
    """The threshold, the goal, and the least that a hidden cell can be."""
    k, goal, zeros = claim.get("k"), claim.get("goal"), claim.get("zeros")
    if type(k) is not int or k < 2 or goal not in _GOALS or zeros not in _ZEROS:
        raise _RefusedError("claim")
    return k, goal, 1 if zeros == "shown" else 0


def _sums(own: pl.DataFrame, codes: list[str]) -> list[tuple[int, list[int]]]:
    at = {code: place for place, code in enumerate(codes)}
    sums = own.group_by("level", "parent", maintain_order=True).agg("child")
    return [(at[up], [at[one] for one in kids]) for _, up, kids in sums.iter_rows()]


def _places(cells: pl.DataFrame, names: list[str], codes: Codes) -> np.ndarray:
    """Where each row stands among all cells, -1 where a code is unknown."""
    found, known = np.zeros(cells.height, dtype=np.int64), np.ones(cells.height, dtype=bool)
    for name, axis in zip(names, codes, strict=True):
        place = {code: at for at, code in enumerate(axis)}
        own = np.array([place.get(code, -1) for code in cells[name]], dtype=np.int64)
        found, known = found * len(axis) + own, known & (own >= 0)
    return np.where(known, found, -1)


def _published(
    published: pl.DataFrame, names: list[str], codes: Codes, k: int
) -> tuple[np.ndarray, np.ndarray]:
    """Every cell once, hidden where its status says so, and nothing below k in clear."""
    place = _places(published, names, codes)
    size = int(np.prod([len(axis) for axis in codes]))
    _refuse("cells", when=place.size != size or not np.array_equal(np.sort(place), np.arange(size)))
    status, empty = published["status"], published["value"].is_null()
    known = status.is_in(["published", "suppressed"]).all()
    _refuse("status", when=not known or ((status == "suppressed") != empty).any())
    shown, hidden = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=bool)
    shown[place], hidden[place] = published["value"].fill_null(0).to_numpy(), empty.to_numpy()
    _refuse("small", when=(shown[~hidden] < 0).any() or ((shown > 0) & (shown < k)).any())
    return shown, hidden


def _listed(
    witnesses: pl.DataFrame, names: list[str], codes: Codes, hidden: np.ndarray, floor: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Number, place and value of every entry; the base covers exactly the hidden cells."""
    place = _places(witnesses, names, codes)
    twice = witnesses.select("witness", *names).is_duplicated().any()
    gaps = witnesses["value"].has_nulls()
    _refuse("witness", when=twice or gaps or (place < 0).any() or not hidden[place].all())
    number, value = witnesses["witness"].to_numpy(), witnesses["value"].to_numpy()
    _refuse("floor", when=(value < floor).any())
    _refuse("base", when=not np.array_equal(np.sort(place[number == 0]), np.flatnonzero(hidden)))
    return number, place, value


def _tables(
    base: np.ndarray, number: np.ndarray, place: np.ndarray, value: np.ndarray
) -> Iterator[np.ndarray]:
    """All cells as each witness says they are, some witnesses at a time, the base first."""
    names, which = np.unique(number, return_inverse=True)
    for first in range(0, names.size, _BATCH):
        tables = np.tile(base, (min(_BATCH, names.size - first), 1))
        some = (which >= first) & (which < first + _BATCH)
        tables[which[some] - first, place[some]] = value[some]
        yield tables


def _add_up(tables: np.ndarray, sums: Sums) -> bool:
    fronts = ((np.moveaxis(tables, axis, 0), of) for axis, of in enumerate(sums, start=1))
    return all((at[up] == at[kids].sum(axis=0)).all() for at, of in fronts for up, kids in of)


def _raised(least: np.ndarray, sums: Sums) -> np.ndarray:
    """What each cell must be at least, from what its parts must be."""
    before = least - 1
    while (before != least).any():
        before = least.copy()
        for axis, of in enumerate(sums):
            front = np.moveaxis(least, axis, 0)
            for up, kids in of:
                front[up] = np.maximum(front[up], front[kids].sum(axis=0))
    return least
