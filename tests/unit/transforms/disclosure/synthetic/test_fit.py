from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.disclosure.policy import reviewed
from transforms.disclosure.synthetic.domain import COLUMNS, counts, shape
from transforms.disclosure.synthetic.fit import fitted, records, total_of, without_negatives

MARGINALS = reviewed().synthetic.marginals
NAMES = tuple(COLUMNS)
seeds = st.integers(0, 2**32 - 1)


def noisy(seed: int, level: float) -> list[np.ndarray]:
    """Whole numbers about a level, many of them negative."""
    rng = np.random.default_rng(seed)
    return [np.rint(rng.laplace(level, 6, shape(one))).astype(np.int64) for one in MARGINALS]


@given(st.lists(st.integers(-40, 40), min_size=1, max_size=30), st.integers(-5, 200))
def test_counts_without_negatives_are_the_nearest_with_that_total(cells, total) -> None:
    given_, found = np.array(cells), without_negatives(np.array(cells), total)
    assert (found >= 0).all()
    assert found.sum() == pytest.approx(max(0, total))
    if total > 0:  # Kuhn-Tucker: what is kept moved by one number, the rest by no more
        moved = given_ - found
        assert np.ptp(moved[found > 0]) == pytest.approx(0, abs=1e-9)
        assert (moved[found == 0] <= moved[found > 0].max() + 1e-9).all()


@settings(max_examples=15)
@given(seeds, st.floats(-3, 40))
def test_the_fit_is_consistent_not_negative_and_has_one_total(seed, level) -> None:
    drawn = noisy(seed, level)
    table = fitted(drawn, MARGINALS)
    assert (table >= 0).all()
    assert table.sum() == pytest.approx(total_of(drawn))
    made = records(table)
    assert made.height == total_of(drawn)
    found = counts(made.rename({"record": "person_id"}), [NAMES])[0]
    assert np.abs(found - table).max() <= 1
    places = found.sum(axis=(1, 2, 3)) - table.sum(axis=(1, 2, 3))
    assert np.abs(places).max() <= 1  # neighbouring cells add up, too


@given(seeds)
@settings(max_examples=3)
def test_the_same_noise_gives_the_same_file(seed) -> None:
    drawn = noisy(seed, 20)
    again = [cells.copy() for cells in drawn]
    assert records(fitted(drawn, MARGINALS)).equals(records(fitted(again, MARGINALS)))


def test_marginals_without_noise_come_back() -> None:
    rng = np.random.default_rng(5)
    truth = rng.poisson(rng.gamma(0.5, 30, [len(codes) for codes in COLUMNS.values()]))
    marginals = [
        truth.sum(axis=tuple(n for n, name in enumerate(NAMES) if name not in one)).transpose(
            np.argsort(np.argsort([NAMES.index(name) for name in one]))
        )
        for one in MARGINALS
    ]
    table = fitted(marginals, MARGINALS)
    assert table.sum() == pytest.approx(truth.sum())
    pairs = table.sum(axis=(1, 2)), truth.sum(axis=(1, 2))  # province and form
    assert np.abs(pairs[0] - pairs[1]).max() < 1


def test_noise_that_cancels_everybody_gives_an_empty_file() -> None:
    drawn = [np.full(shape(one), -1) for one in MARGINALS]
    assert total_of(drawn) == 0
    assert records(fitted(drawn, MARGINALS)).columns == ["record", *NAMES]
    assert records(fitted(drawn, MARGINALS)).is_empty()


def test_rows_that_are_alike_stand_together_under_running_numbers() -> None:
    """Neither number nor place in the file tells one row from another of the same codes."""
    made = records(fitted(noisy(3, 15), MARGINALS))
    assert made["record"].to_list() == [f"S{n:06}" for n in range(1, made.height + 1)]
    order = [
        tuple(COLUMNS[name].index(code) for name, code in zip(NAMES, row, strict=True))
        for row in made.drop("record").iter_rows()
    ]
    assert all(one <= other for one, other in pairwise(order))
