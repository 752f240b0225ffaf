"""Sums through combinations: what counts which agencies, by exactly which agencies these are."""

from itertools import chain, combinations

import pytest

from transforms.disclosure.audit import outside_sums
from transforms.disclosure.counting.combined import Set, combined, told, ways
from transforms.disclosure.counting.crossed import crossed

CODES = ("a", "b", "c")
GROUP = "victims|2024|victim|count"
EXACTLY = [
    "_and_".join(one)
    for one in chain.from_iterable(combinations(CODES, size) for size in (1, 2, 3))
]
MADE = {
    "": set(EXACTLY),
    "to=a": {"a", "a_and_b", "a_and_c", "a_and_b_and_c"},
    "to=a&to=b": {"a_and_b", "a_and_b_and_c"},
    "to_number=1": {"a", "b", "c"},
    "to_number=2+": {"a_and_b", "a_and_c", "b_and_c", "a_and_b_and_c"},
    "to=c&to_number=2": {"a_and_c", "b_and_c"},
}


def _set(name: str) -> Set:
    return GROUP, frozenset(tuple(one.split("=")) for one in name.split("&") if one)


def _combination(code: str) -> Set:
    return _set(f"to_exactly={code}")


WHOLE = _set(""), tuple(_combination(one) for one in EXACTLY)


@pytest.mark.parametrize("name", [name for name in MADE if name])
def test_a_figure_is_the_sum_of_the_combinations_that_meet_it(name: str) -> None:
    found = dict(combined([WHOLE], [_set(name), *WHOLE[1]]))
    assert set(found[_set(name)]) == {_combination(one) for one in MADE[name]}
    follows = crossed([WHOLE], [WHOLE[0], _set(name), *WHOLE[1]])
    assert (_set(name), tuple(sorted(found[_set(name)], key=str))) in [
        (total, tuple(sorted(parts, key=str))) for total, parts in follows
    ]


def test_a_figure_of_something_else_is_no_sum_of_them() -> None:
    others = [_set("sex=P"), _set("to=a&sex=P"), ("cases", _set("to=a")[1])]
    assert list(combined([WHOLE], [*others, *WHOLE[1]])) == []
    plain = _set(""), (_set("sex=L"), _set("sex=P"))
    assert list(combined([plain], [_set("to=a"), *plain[1]])) == []


def test_who_is_in_a_combination_is_in_every_set_of_some_of_its_codes() -> None:
    own = ("to_exactly", "a_and_b")
    assert told(own) == {("to", "a"), ("to", "b")} | {
        ("to_number", size) for size in ("2", "1+", "2+")
    }
    assert {("to", "a"), ("to", "b")} in map(set, ways(own))
    assert {("to", "b"), ("to_number", "2")} in map(set, ways(own))
    assert list(ways(("to", "a"))) == []


def test_the_check_without_a_solver_makes_the_same_sums() -> None:
    lines = [(name, False) for name in MADE if name] + [(one, True) for one in (*EXACTLY, "TOTAL")]
    keys = {}
    rows = []
    for name, is_exact in lines:
        told_ = name if not is_exact else "" if name == "TOTAL" else f"to_exactly={name}"
        key = f"{GROUP}|{told_}"
        keys[key] = key, 1
        rows.append({
            "table_code": "A15", "block_code": "exactly" if is_exact else name, "quantity": key,
            "row_code": name, "row_parent_code": None, "adds_up_rows": is_exact,
            "column_code": "TOTAL", "column_parent_code": None, "adds_up_columns": False,
        })  # fmt: skip
    found = dict(outside_sums.sums([(rows, keys)]))
    for name, parts in MADE.items():
        assert {part[0].split("=")[-1] for part in found[f"{GROUP}|{name}", 1]} == parts
