"""What equations fix, against elimination with fractions."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.disclosure.audit.determined import determined

_ROWS = st.lists(
    st.dictionaries(st.integers(0, 5), st.sampled_from([-1, 1]), min_size=1, max_size=4),
    max_size=7,
)


def _rank(rows: list[list[Fraction]]) -> int:
    rows, rank = [list(row) for row in rows], 0
    for column in range(6):
        pivot = next((at for at in range(rank, len(rows)) if rows[at][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        for at in range(len(rows)):
            if at != rank and rows[at][column]:
                times = rows[at][column] / rows[rank][column]
                rows[at] = [a - times * b for a, b in zip(rows[at], rows[rank], strict=True)]
        rank += 1
    return rank


@given(_ROWS)
@settings(max_examples=300)
def test_an_unknown_is_fixed_when_its_unit_vector_is_in_the_row_space(rows) -> None:
    dense = [[Fraction(row.get(column, 0)) for column in range(6)] for row in rows]
    expected = {
        column
        for column in range(6)
        if dense and _rank(dense) == _rank([*dense, [Fraction(int(c == column)) for c in range(6)]])
    }
    assert determined(rows) == expected


def test_worked_by_hand() -> None:
    assert determined([{0: 1, 1: 1}]) == set()
    assert determined([{0: 1, 1: 1}, {0: 1, 1: -1}]) == {0, 1}
    assert determined([{0: 1, 1: 1, 2: -1}, {2: 1}]) == {2}
    assert determined([]) == set()
