from datetime import date

import polars as pl

from orchestration.stages.linkage.decisions import (
    DIFFERENT,
    SAME,
    SCHEMA,
    WITHDRAWN,
    standing,
)

MONDAY, TUESDAY = date(2025, 3, 3), date(2025, 3, 4)


def decided(*rows):
    return pl.DataFrame(
        [(n, "a", "b", what, "Uji", day, "x") for n, (what, day) in enumerate(rows, 1)],
        schema=SCHEMA,
        orient="row",
    )


def test_of_one_day_the_last_word_counts_whatever_the_order_of_rows():
    taken = decided((SAME, MONDAY), (DIFFERENT, MONDAY))
    assert standing(taken)["decision"].to_list() == [DIFFERENT]
    assert standing(taken.reverse()).equals(standing(taken))


def test_other_days_stay_so_that_the_change_is_reported():
    taken = decided((SAME, MONDAY), (DIFFERENT, TUESDAY))
    assert standing(taken)["decision"].to_list() == [SAME, DIFFERENT]


def test_a_decision_taken_back_gives_the_pair_to_the_model_until_a_new_one():
    back = decided((SAME, MONDAY), (WITHDRAWN, TUESDAY))
    assert standing(back).is_empty()
    again = decided((SAME, MONDAY), (WITHDRAWN, MONDAY), (DIFFERENT, TUESDAY))
    assert standing(again)["decision"].to_list()[-1] == DIFFERENT
