import math

import pytest

from transforms.disclosure.policy import reviewed
from transforms.disclosure.synthetic.errors import expected

MARGINALS = reviewed().synthetic.marginals


@pytest.mark.parametrize("scale", [0.4, 1.0, 3.0, 30.0])
def test_the_error_of_a_count_is_that_of_its_probabilities(scale: float) -> None:
    q = math.exp(-1 / scale)
    chances = [(1 - q) / (1 + q) * q ** abs(x) for x in range(2000)]
    first = expected(MARGINALS, scale)[0]
    assert first.mean == pytest.approx(2 * sum(x * p for x, p in enumerate(chances)))

    def held(reach: int) -> float:
        return chances[0] + 2 * sum(chances[1 : reach + 1])

    assert held(first.within) >= 0.95
    assert first.within == 0 or held(first.within - 1) < 0.95


def test_sums_come_from_the_marginal_that_adds_up_fewest_cells() -> None:
    found = {one.columns: one for one in expected(MARGINALS, 3.0)}
    assert list(found) == [*MARGINALS, ("province",), ("age",), ("sex",), ("form",), ()]
    deviation = found["province",].mean / math.sqrt(2 / math.pi)
    q = math.exp(-1 / 3)
    assert deviation**2 == pytest.approx(5 * 2 * q / (1 - q) ** 2)  # five forms a place
    assert found[()].mean < found["age",].mean  # all three marginals tell the total
    assert [one.is_measured for one in found.values()] == [True] * 3 + [False] * 5
