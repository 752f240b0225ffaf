"""Shortcuts that look safe and are not, each on a small table; what is protected whole stands."""

from itertools import product

import numpy as np
import polars as pl
import pytest

from transforms.disclosure.audit.attack import learn
from transforms.disclosure.suppression.suppress import suppress
from transforms.disclosure.tables.dimensions import parse
from transforms.disclosure.tables.quantities import Joint
from transforms.disclosure.tables.table import Table, build

K = 5


def _cells(seed: int) -> pl.DataFrame:
    """Sex, age, form by region, heavy-tailed: three provinces of four regencies."""
    chance = np.random.default_rng(seed)
    rows = [
        (sex, age, form, f"P{place // 4}", f"R{place}")
        for sex, age, form, place in product("FM", ("child", "adult"), "ls", range(12))
    ]
    rate = np.array([6 / (1 + int(row[4][1:])) + 0.4 for row in rows])
    schema = ["sex", "age", "form", "prov", "reg"]
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(
        n=pl.Series(chance.poisson(rate))
    )


def _table(seed: int, dims: str) -> Table:
    dimensions = parse(dims)
    columns = [column for dimension in dimensions for column in dimension.columns]
    return build(_cells(seed).group_by(columns).agg(pl.col("n").sum()).sort(columns), dimensions)


def test_a_sign_for_small_counts_alone_gives_away_what_one_sign_keeps() -> None:
    """A hidden 1 beside a hidden 5, together 6: told that only one of them is below 5, it is 1."""
    terms = pl.DataFrame({"sum": [0, 0, 0], "quantity": ["a", "b", "ab"], "factor": [1, 1, -1]})
    names = {"quantity": ["a", "b", "ab"], "value": [None, None, 6]}
    one = learn(pl.DataFrame(names | {"low": [1, 1, 1], "high": [None, None, None]},
                             schema_overrides={"high": pl.Int64}), terms)  # fmt: skip
    two = learn(pl.DataFrame(names | {"low": [1, K, 1], "high": [K - 1, None, None]}), terms)
    assert one.rows() == [("a", 1, 5), ("b", 1, 5)]
    assert two.rows() == [("a", 1, 1), ("b", 5, 5)]


@pytest.fixture(scope="module")
def table() -> Table:
    return _table(3, "sex,age,prov>reg")


@pytest.mark.parametrize("goal", ["not_exact", "contains"])
def test_whole_table_stands(table: Table, goal: str, small_learned, recovered) -> None:
    pattern = suppress(table, k=K, goal=goal, zeros_shown=True)
    assert not pattern.unprotected.any()
    assert recovered(small_learned(table, pattern.hidden), int(pattern.primary.sum())) == 0


def test_province_by_province_leaks(table: Table, small_learned, by_province) -> None:
    """Each province protected with no regard to the others: the national sums tell."""
    assert small_learned(table, by_province(table)) > 0


def test_two_safe_patterns_of_one_table_leak_together(table: Table, small_learned) -> None:
    """What one release hides and the other shows is known; each alone is safe."""
    first = suppress(table, k=K, goal="not_exact", zeros_shown=True)
    shown = first.hidden & ~first.primary  # another choice of secondaries
    second = suppress(table, k=K, goal="not_exact", zeros_shown=True, fixed_published=shown)
    assert not first.unprotected.any()
    small = second.hidden & ~second.unprotected
    assert small_learned(table, first.hidden) == 0
    assert small_learned(table, first.hidden & small) > 0


def test_second_release_that_knows_the_first_stands(table: Table) -> None:
    first = suppress(table, k=K, goal="not_exact", zeros_shown=True)
    second = suppress(
        table,
        k=K,
        goal="not_exact",
        zeros_shown=True,
        fixed_published=~first.hidden,
        fixed_hidden=first.hidden,
    )
    assert (second.hidden == first.hidden).all()
    assert not second.unprotected.any()


def _linked(seed: int) -> tuple[Joint, list[tuple[Table, np.ndarray]]]:
    """Age by region and form by region as one system: the same labels are the same quantity."""
    names: dict[tuple[str, ...], int] = {}
    values: list[int] = []
    sums: list[tuple[int, np.ndarray]] = []
    parts = []
    for dims in ("sex,age,prov>reg", "sex,form,prov>reg"):
        table = _table(seed, dims)
        detail = table.dimensions[1].name
        places = []
        frame = table.frame(np.zeros(table.values.size, dtype=bool))
        for sex, code, region, value, _ in frame.iter_rows():
            label = (sex, "" if code == "Total" else f"{detail}={code}", region)
            if label not in names:
                names[label] = len(values)
                values.append(value)
            places.append(names[label])
        place = np.array(places)
        sums += [(int(place[up]), place[kids]) for up, kids in table.equations]
        parts.append((table, place))
    return Joint(np.array(values), sums), parts


def test_linked_tables_protected_apart_leak_and_together_stand(small_learned, recovered) -> None:
    joint, parts = _linked(3)
    apart = np.ones(joint.values.size, dtype=bool)
    for table, place in parts:
        pattern = suppress(table, k=K, goal="not_exact", zeros_shown=True)
        assert not pattern.unprotected.any()
        shown = place[~pattern.hidden]
        apart[shown] = False  # shown in one table is known in both
    assert small_learned(joint, apart) > 0
    together = suppress(joint, k=K, goal="not_exact", zeros_shown=True)
    assert not together.unprotected.any()
    assert recovered(small_learned(joint, together.hidden), int(together.primary.sum())) == 0


@pytest.mark.parametrize("chance", range(6))
def test_asking_for_one_value_or_more_finds_what_intervals_find(table: Table, chance: int) -> None:
    """The quick question of the gate against the whole attack, on patterns of chance."""
    hidden = (table.values > 0) & (np.random.default_rng(chance).random(table.values.size) < 0.4)
    names = [str(at) for at in range(table.values.size)]
    values = [None if gone else int(v) for v, gone in zip(table.values, hidden, strict=True)]
    known = pl.DataFrame(
        {"quantity": names, "value": values}, schema_overrides={"value": pl.Int64}
    ).with_columns(low=pl.lit(1, pl.Int64), high=pl.lit(None, pl.Int64))
    terms = [
        (number, str(place), factor)
        for number, (parent, children) in enumerate(table.equations)
        for place, factor in [(parent, -1), *((int(child), 1) for child in children)]
    ]
    sums = pl.DataFrame(terms, schema=["sum", "quantity", "factor"], orient="row")
    ends = learn(known, sums)
    quick = learn(known, sums, settle=set(names))
    is_one = pl.col("low") == pl.col("high")
    assert quick.filter(is_one).equals(ends.filter(is_one))
    both = ends.join(quick, on="quantity", suffix="_seen")
    inside = (pl.col("low_seen") >= pl.col("low")) & (pl.col("high_seen") <= pl.col("high"))
    assert both.select(inside.all()).item()
