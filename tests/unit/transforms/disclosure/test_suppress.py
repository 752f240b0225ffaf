"""Small tables against enumeration: the attack, the pattern, the certificate."""

from itertools import product

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.disclosure.attack import attack
from transforms.disclosure.certificate import certify
from transforms.disclosure.dimensions import parse
from transforms.disclosure.suppress import suppress
from transforms.disclosure.table import Table, build
from transforms.disclosure.verify import verify

K = 3
NAMES = ["a", "r"]


def _table(counts: list[int]) -> Table:
    cells = [(a, "p" if r < "u" else "q", r) for a, r in product("xy", "tsuv")]
    frame = pl.DataFrame(cells, schema=["a", "prov", "r"], orient="row")
    return build(frame.with_columns(n=pl.Series(counts)), parse("a,prov>r"))


def _enumerated(table: Table, published: pl.DataFrame) -> dict[tuple[str, ...], set[int]]:
    """All values of each hidden cell, from every choice of inner cells that fits."""
    shown = {row[:2]: row[2] for row in published.select(*NAMES, "value").rows()}
    hidden = [cell for cell, value in shown.items() if value is None]
    inner = list(product("xy", "tsuv"))
    total = int(table.values.max())
    choices = [range(1, total + 1) if shown[cell] is None else (shown[cell],) for cell in inner]
    seen: dict[tuple[str, ...], set[int]] = {cell: set() for cell in hidden}
    rows, places = ["x", "y"], {"p": "ts", "q": "uv"}
    for values in product(*choices):
        world = dict(zip(inner, values, strict=True))
        for cell in shown:
            if cell in world:
                continue
            left = rows if cell[0] == "Total" else [cell[0]]
            right = "tsuv" if cell[1] == "Total" else places.get(cell[1], cell[1])
            world[cell] = sum(world[one] for one in product(left, right))
        if all(value is None or world[cell] == value for cell, value in shown.items()):
            for cell in hidden:
                seen[cell].add(world[cell])
    return seen


counts = st.lists(st.integers(0, 1), min_size=8, max_size=8).filter(lambda n: K <= sum(n) <= 5)


@settings(max_examples=15, deadline=None)
@given(counts)
def test_margin_total_is_published_and_attack_equals_enumeration(values: list[int]) -> None:
    table = _table(values)
    hidden = (table.values > 0) & (table.values < K)
    hidden[table.values.argmax()] = False  # the greatest margin stays, so that all is bounded
    published = table.frame(hidden)
    if (
        not hidden.any()
        or published.filter(pl.all_horizontal(pl.col(NAMES) == "Total"))["value"].has_nulls()
    ):
        return
    found = attack(published, table.pairs, NAMES, k=K, goal="not_exact", zeros_shown=True)
    truth = _enumerated(table, published)
    for *cell, low, high in found.intervals.rows():
        assert (low, high) == (min(truth[tuple(cell)]), max(truth[tuple(cell)]))


@pytest.mark.parametrize("goal", ["not_exact", "contains"])
@settings(max_examples=25, deadline=None)
@given(values=st.lists(st.integers(0, 9), min_size=8, max_size=8))
def test_every_certified_pattern_passes_the_attack(goal: str, values: list[int]) -> None:
    table = _table(values)
    pattern = suppress(table, k=K, goal=goal, zeros_shown=True)
    witnesses, unproved = certify(table, pattern)
    published = table.frame(pattern.hidden)
    claim: dict[str, object] = {"k": K, "goal": goal, "zeros": "shown"}
    reason = verify(published, table.pairs, NAMES, witnesses, claim)
    assert (reason is None) == (unproved == 0)
    if witnesses.height:
        flipped = witnesses.with_columns(
            value=pl.when(pl.int_range(pl.len()) == 0).then(99).otherwise("value")
        )
        assert verify(published, table.pairs, NAMES, flipped, claim) is not None
