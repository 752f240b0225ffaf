"""What a quantity must be even with everything hidden."""

import numpy as np

from transforms.disclosure.tables.quantities import Joint, least

# one form, three ages: victims 0, form 1 (and no other), ages 2 to 4
ONE_FORM = Joint(np.array([6, 6, 1, 2, 3]), [(0, np.array([1])), (0, np.array([2, 3, 4]))])


def test_a_sum_is_at_least_its_parts_and_a_part_alone_is_its_sum() -> None:
    assert least(ONE_FORM, zeros_shown=True).tolist() == [3, 3, 1, 1, 1]


def test_a_part_beside_zeros_is_alone() -> None:
    beside = Joint(np.append(ONE_FORM.values, 0), [(0, np.array([1, 5])), ONE_FORM.equations[1]])
    assert least(beside, zeros_shown=True).tolist() == [3, 3, 1, 1, 1, 0]


def test_where_zeros_are_hidden_too_nothing_is_known() -> None:
    assert not least(ONE_FORM, zeros_shown=False).any()
