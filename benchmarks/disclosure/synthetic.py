"""How near the synthetic file comes to fictitious persons whose counts are known.

The only place that may measure it: on real persons the error itself would have to be paid for.
"""

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations
from typing import Any

import numpy as np
import polars as pl

from benchmarks.disclosure.clock import Clock
from contracts.regions import provinces
from orchestration.stages.release.records.noise import noisy
from transforms.disclosure.policy import reviewed
from transforms.disclosure.synthetic.domain import COLUMNS, counts, persons
from transforms.disclosure.synthetic.errors import expected
from transforms.disclosure.synthetic.fit import fitted, records

REPEATS = 20
LARGE = 50  # smaller counts have no useful relative error
_FORMS = ("SEKSUAL", "KERJA_PMI", "KERJA_DN", "SCAM", "LAIN", "ORGAN", "U")
_AGES = ("06-11", "12-14", "15-17", "18-24", "25-29", "30-39", "40-49", "U")


def synthetic(size: str, epsilon: str) -> dict[str, Any]:
    """Twenty files of as many drawn persons: relative errors of counts, time, loss of the rare."""
    people = persons(_drawn(int(size)))
    marginals = reviewed().synthetic.marginals
    truth, clock = counts(people, marginals), Clock()
    errors: dict[int, list[float]] = {1: [], 2: [], 3: []}
    measured, rare = [], []
    for _ in range(REPEATS):
        found = noisy(truth, Decimal(epsilon))
        made = records(fitted(found.counts, marginals)).rename({"record": "person_id"})
        for ways in errors:
            errors[ways] += _relative(people, made, ways)
        after = counts(made, marginals)
        measured += [np.abs(a - b).mean() for a, b in zip(after, truth, strict=True)]
        rare.append(_like_the_unique(people, made))
    used = clock.read()
    return {
        **{name: seconds / REPEATS for name, seconds in used.items()},
        **{f"error_{ways}": float(np.mean(own)) for ways, own in errors.items()},
        "expected": expected(marginals, found.scale)[0].mean,
        "measured": float(np.mean(measured)),
        "rare": float(np.mean(rare)),
    }


def _drawn(size: int) -> pl.DataFrame:
    """Persons whose form depends on sex and place, and whose age on the form."""
    draw = np.random.default_rng(17)
    places = [region.code for region in provinces()]
    weights = 1 / np.arange(1, len(places) + 1)
    place = draw.choice(len(places), size, p=weights / weights.sum())
    sex = draw.choice(3, size, p=[0.36, 0.635, 0.005])
    of_form = draw.dirichlet(np.array([3, 3, 1, 1, 0.5, 0.1, 0.5]), (len(places), 3))
    of_age = draw.dirichlet(np.array([0.3, 0.5, 1.5, 3, 2, 2, 1, 0.3]), len(_FORMS))
    form = _choose(of_form[place, sex], draw)
    columns = {
        "person_id": [f"p{n:06}" for n in range(size)],
        "province": [places[n] for n in place],
        "age": [_AGES[n] for n in _choose(of_age[form], draw)],
        "sex": [("L", "P", "X")[n] for n in sex],
        "form": [_FORMS[n] for n in form],
    }
    return pl.DataFrame(columns)


def _choose(chances: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """One column a row, with the chances of that row."""
    passed = draw.random((len(chances), 1)) > np.cumsum(chances, axis=1)
    return np.minimum(passed.sum(axis=1), chances.shape[1] - 1)


def _relative(people: pl.DataFrame, made: pl.DataFrame, ways: int) -> Iterator[float]:
    """Errors of all counts that are large, over all crossings of so many columns."""
    crossings = list(combinations(COLUMNS, ways))
    for truth, found in zip(counts(people, crossings), counts(made, crossings), strict=True):
        large = truth >= LARGE
        yield from np.abs(found - truth)[large] / truth[large]


def _like_the_unique(people: pl.DataFrame, made: pl.DataFrame) -> int:
    """Rows that agree with a person who is alone with their codes: chance, which nothing marks."""
    whole = [tuple(COLUMNS)]
    return int(counts(made, whole)[0][counts(people, whole)[0] == 1].sum())
