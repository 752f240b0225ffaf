"""Small cubes by hand and drawn: what is rounded adds up, stays close, and stays as it was."""

from itertools import product

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.disclosure.rounding import round_cube
from transforms.disclosure.tables.cube import TableSpec, cube
from transforms.disclosure.tables.dimensions import parse
from transforms.disclosure.tables.joint import JointTable, join

DIMS = "sex,prov>reg,form"
REGIONS = {"r1": "p1", "r2": "p1", "r3": "p2"}
INNER = list(product("FM", REGIONS, ("f1", "f2")))
KEY = b"a key of the tests"
FULL = (TableSpec("full", parse(DIMS)),)
WIDE = (TableSpec("region", parse("prov>reg")), TableSpec("form", parse("sex,form")))


def _frame(inner: list[int]) -> pl.DataFrame:
    rows = [(s, REGIONS[r], r, f, n) for (s, r, f), n in zip(INNER, inner, strict=True)]
    return pl.DataFrame(rows, schema=["sex", "prov", "reg", "form", "n"], orient="row")


def _joint(inner: list[int], specs: tuple[TableSpec, ...] = FULL) -> JointTable:
    return join(cube(_frame(inner), parse(DIMS)), specs)


counts = st.lists(st.integers(0, 7), min_size=len(INNER), max_size=len(INNER))


@settings(max_examples=40)
@given(counts, st.sampled_from([3, 5, 10]), st.sampled_from([FULL, WIDE]))
def test_sums_hold_and_no_small_count_is_shown(
    inner: list[int], base: int, specs: tuple[TableSpec, ...]
) -> None:
    joint = _joint(inner, specs)
    rounded = round_cube(joint, base=base, key=KEY)
    for parent, kids in joint.equations:
        assert rounded.values[parent] == rounded.values[kids].sum()
    assert not ((rounded.values > 0) & (rounded.values < base)).any()
    assert (rounded.values[joint.values == 0] == 0).all()
    changed = rounded.cells.filter(pl.col("rounded") != pl.col("n"))
    assert changed.filter(pl.col("n") >= base).is_empty()
    assert set(changed["rounded"]) <= {0, base}


@settings(max_examples=40)
@given(counts, st.sampled_from([3, 5]))
def test_every_count_becomes_one_of_the_two_nearest_multiples(inner: list[int], base: int) -> None:
    rounded = round_cube(_joint(inner), base=base, key=KEY, every=True)
    for parent, kids in rounded.joint.equations:
        assert rounded.values[parent] == rounded.values[kids].sum()
    told = rounded.cells.select(
        is_multiple=pl.col("rounded") % base == 0,
        is_near=(pl.col("rounded") - pl.col("n")).abs() < base,
    )
    assert told.to_series(0).all()
    assert told.to_series(1).all()


def test_only_cells_that_make_small_margins_are_rounded() -> None:
    inner = [9] * len(INNER)
    inner[0] = 2  # F, r1, f1: small itself, in no small margin of the wide tables
    assert round_cube(_joint(inner, WIDE), base=5, key=KEY).deviations.any() is np.False_
    assert round_cube(_joint(inner), base=5, key=KEY).deviations.any() is np.True_


def test_the_best_of_all_roundings_is_found_for_a_small_cube() -> None:
    inner = [1, 2, 3, 4, 0, 6, 2, 2, 1, 3, 4, 9]
    joint = _joint(inner)
    small = [at for at, n in enumerate(inner) if 0 < n < 5]
    best = min(
        max(
            abs(int(deviation))
            for deviation in _moved(joint, inner, dict(zip(small, choice, strict=True)))
        )
        for choice in product((0, 5), repeat=len(small))
    )
    found = round_cube(joint, base=5, key=KEY)
    assert int(np.abs(found.deviations).max()) == best


def _moved(joint: JointTable, inner: list[int], to: dict[int, int]) -> np.ndarray:
    """Deviations of all quantities when some inner cells become something else."""
    names = ["sex", "reg", "form"]
    place = {cell: at for at, cell in enumerate(INNER)}
    rows = [place[row] for row in joint.cube.cells.select(names).rows()]
    change = np.array([to.get(at, inner[at]) - inner[at] for at in rows])
    cell, quantity = joint.members
    return np.bincount(quantity, weights=change[cell], minlength=joint.values.size)


@settings(max_examples=15)
@given(counts, st.randoms())
def test_order_of_rows_does_not_matter(inner: list[int], random: object) -> None:
    frame = _frame(inner)
    rows = list(range(frame.height))
    random.shuffle(rows)
    left = round_cube(_joint(inner), base=5, key=KEY)
    right = round_cube(join(cube(frame[rows], parse(DIMS)), FULL), base=5, key=KEY)
    assert left.cells.equals(right.cells)


def test_another_key_gives_another_rounding() -> None:
    joint = _joint([2, 3] * 6)
    found = {tuple(round_cube(joint, base=5, key=bytes([n])).values) for n in range(8)}
    assert len(found) > 1


@settings(max_examples=20)
@given(counts, st.integers(0, len(INNER) - 1), st.integers(0, 7))
def test_a_later_version_keeps_what_was_decided(inner: list[int], at: int, n: int) -> None:
    first = round_cube(_joint(inner), base=5, key=KEY)
    later = [*inner[:at], n, *inner[at + 1 :]]
    second = round_cube(_joint(later), base=5, key=KEY, pinned=first.cells)
    names = ["sex", "prov", "reg", "form", "n"]
    both = second.cells.join(first.cells, on=names, suffix="_before")
    assert both.height >= len(INNER) - 1
    assert both["rounded"].equals(both["rounded_before"], check_names=False)
    assert not ((second.values > 0) & (second.values < 5)).any()


def test_pinned_decisions_that_make_a_margin_small_have_its_other_cells_rounded() -> None:
    """F, r1 counts 3 and 4; with the 4 pinned to 0 its margin would show the 3."""
    inner = [9] * len(INNER)
    inner[0], inner[1] = 3, 4
    pinned = _joint(inner).cube.cells.with_columns(
        rounded=pl.when(pl.col("n") == 4).then(pl.lit(0)).otherwise("n")
    )
    spec = TableSpec("cell", parse("reg"), {"sex": ("F",)})
    joint = _joint(inner, (spec,))
    assert joint.values.min() >= 5  # no true margin asks for anything
    rounded = round_cube(joint, base=5, key=KEY, pinned=pinned)
    assert not ((rounded.values > 0) & (rounded.values < 5)).any()


@pytest.mark.slow
@settings(max_examples=100)
@given(
    counts,
    st.sampled_from([2, 3, 5, 10]),
    st.sampled_from([FULL, WIDE]),
    st.lists(st.sampled_from([None, 0, 1]), min_size=len(INNER), max_size=len(INNER)),
)
def test_whatever_is_pinned_no_small_count_is_shown(
    inner: list[int], base: int, specs: tuple[TableSpec, ...], pins: list[int | None]
) -> None:
    joint = _joint(inner, specs)
    cells = joint.cube.cells
    pinned = cells.with_columns(
        rounded=pl.Series(
            [n if up is None else base * up for up, n in zip(pins, cells["n"], strict=True)]
        )
    )
    rounded = round_cube(joint, base=base, key=KEY, pinned=pinned)
    assert not ((rounded.values > 0) & (rounded.values < base)).any()
    for parent, kids in joint.equations:
        assert rounded.values[parent] == rounded.values[kids].sum()


def test_what_no_table_needed_rounded_is_rounded_when_one_does() -> None:
    inner = [9] * len(INNER)
    inner[0] = 2
    first = round_cube(_joint(inner, WIDE), base=5, key=KEY)
    second = round_cube(_joint(inner), base=5, key=KEY, pinned=first.cells)
    third = round_cube(_joint(inner, WIDE), base=5, key=KEY, pinned=second.cells)
    assert second.cells["rounded"][0] in (0, 5)
    assert third.cells.equals(second.cells)


def test_frames_say_rounded_of_every_cell() -> None:
    frame = round_cube(_joint([1] * len(INNER)), base=5, key=KEY).frames()["full"]
    assert frame.columns == ["sex", "reg", "form", "value", "status"]
    assert frame["status"].unique().to_list() == ["rounded"]
    assert frame["value"].null_count() == 0


def test_nothing_to_round() -> None:
    assert round_cube(_joint([0] * len(INNER)), base=5, key=KEY).values.sum() == 0
