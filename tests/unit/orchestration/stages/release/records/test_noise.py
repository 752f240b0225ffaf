"""The mechanism is what its error report and the ledger say. Bounds of six standard errors."""

import math
import sys
from decimal import Decimal

import numpy as np
import polars as pl
import pytest

from contracts.problems import Problem
from orchestration.stages.release.records.noise import noisy
from transforms.disclosure.policy import reviewed
from transforms.disclosure.synthetic.domain import counts, persons
from transforms.disclosure.synthetic.errors import expected

MARGINALS = reviewed().synthetic.marginals
DRAWS = 20_000


def test_noise_is_as_large_as_epsilon_and_the_number_of_queries_ask() -> None:
    queries = [np.full((4, DRAWS // 8), 7), np.zeros(DRAWS // 2, np.int64)]
    found = noisy(queries, Decimal("0.5"))
    assert found.scale == pytest.approx(4)  # two queries at half of one
    assert found.epsilon <= 0.5
    assert [one.shape for one in found.counts] == [one.shape for one in queries]
    drawn = np.concatenate(
        [(a - b).reshape(-1) for a, b in zip(found.counts, queries, strict=True)]
    )
    assert np.issubdtype(drawn.dtype, np.integer)
    q = math.exp(-1 / found.scale)
    mean, square = 2 * q / (1 - q * q), 2 * q / (1 - q) ** 2
    assert mean == pytest.approx(expected(MARGINALS, found.scale)[0].mean)
    assert abs(np.abs(drawn).mean() - mean) < 6 * math.sqrt((square - mean**2) / DRAWS)
    assert abs(drawn.mean()) < 6 * math.sqrt(square / DRAWS)
    at_zero = (1 - q) / (1 + q)
    assert abs((drawn == 0).mean() - at_zero) < 6 * math.sqrt(at_zero / DRAWS)


def test_a_canary_is_deniable_in_every_drawing() -> None:
    """The only person of their kind, with and without: no outcome speaks louder than epsilon."""
    crowd = [(f"p{n}", "31", "25-29", "LP"[n % 2], "KERJA_PMI") for n in range(40)]
    canary = ("canary", "94", "00-05", "X", "ORGAN")
    schema = dict.fromkeys(("person_id", "province", "age", "sex", "form"), pl.String)
    with_, without = (
        counts(persons(pl.DataFrame(rows, schema, orient="row")), MARGINALS)
        for rows in ([*crowd, canary], crowd)
    )
    changed = [np.argwhere(a != b).tolist() for a, b in zip(with_, without, strict=True)]
    assert [len(cells) for cells in changed] == [1] * len(MARGINALS)
    losses = []
    for truth in (with_, without):
        for _ in range(15):
            found = noisy(truth, Decimal(1))
            far = [
                np.abs(y - b).sum() - np.abs(y - a).sum()
                for y, a, b in zip(found.counts, with_, without, strict=True)
            ]
            losses.append(sum(far) / found.scale)
    assert max(np.abs(losses)) <= 1 + 1e-9
    assert min(losses) < 0 < max(losses)  # some drawings speak for the canary, some against


def test_how_often_a_lonely_cell_is_seen_differs_by_epsilon_at_most() -> None:
    seen = {n: noisy([np.full(DRAWS, n)], Decimal(1)).counts[0] for n in (0, 1)}
    for at in range(-3, 5):
        zero, one = ((seen[n] >= at).mean() for n in (0, 1))
        for a, b in ((zero, one), (one, zero), (1 - zero, 1 - one), (1 - one, 1 - zero)):
            assert a <= math.e * b + 6 * (1 + math.e) * math.sqrt(max(a, b) / DRAWS)


def test_without_opendp_the_sentence_says_how_to_install_it(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "opendp.domains", None)
    with pytest.raises(Problem) as refused:
        noisy([np.zeros(3, np.int64)], Decimal(1))
    assert "kliring[synthetic]" in refused.value.sentence("en")
    assert "kliring[synthetic]" in refused.value.sentence("id")
