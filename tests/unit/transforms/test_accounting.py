import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.accounting import OUTCOMES, account, current_submissions, summary

SUBMISSIONS = {
    "agency_code": pl.String,
    "unit_code": pl.String,
    "period": pl.String,
    "revision": pl.Int64,
    "is_withdrawn": pl.Boolean,
    "check_status_code": pl.String,
}
ROWS = {
    "agency_code": pl.String,
    "unit_code": pl.String,
    "period": pl.String,
    "revision": pl.Int64,
    "record_type": pl.String,
    "row": pl.Int64,
    "record_key": pl.String,
    "is_rejected": pl.Boolean,
}


def submissions(*given_rows):
    """(period, revision, withdrawn, status) of one unit."""
    return pl.DataFrame(
        [("police", "A", p, r, w, s) for p, r, w, s in given_rows], schema=SUBMISSIONS, orient="row"
    )


def rows(*given_rows):
    """(period, revision, key, rejected) of one unit."""
    return pl.DataFrame(
        [
            ("police", "A", p, r, "police_cases", n, k, x)
            for n, (p, r, k, x) in enumerate(given_rows)
        ],
        schema=ROWS,
        orient="row",
    )


def outcomes(of_rows, of_submissions):
    return account(of_rows, of_submissions)["outcome_code"].to_list()


def test_one_clean_submission_is_accepted_but_for_its_rejected_rows():
    sent = submissions(("2025-01", 1, False, "partly_accepted"))
    assert outcomes(rows(("2025-01", 1, "K1", False), ("2025-01", 1, "K2", True)), sent) == [
        "ACCEPTED",
        "REJECTED",
    ]


def test_the_highest_revision_replaces_the_whole_of_the_lower():
    sent = submissions(("2025-01", 2, False, "accepted"), ("2025-01", 1, False, "accepted"))
    received = rows(
        ("2025-01", 1, "K1", False), ("2025-01", 1, "K9", True), ("2025-01", 2, "K1", False)
    )
    assert outcomes(received, sent) == ["SUPERSEDED", "SUPERSEDED", "ACCEPTED"]


def test_a_revision_that_was_rejected_whole_supersedes_nothing():
    sent = submissions(("2025-01", 1, False, "accepted"), ("2025-01", 2, False, "rejected"))
    received = rows(("2025-01", 1, "K1", False), ("2025-01", 2, "K1", True))
    assert outcomes(received, sent) == ["ACCEPTED", "REJECTED"]


def test_a_nil_return_replaces_rows_by_nothing():
    sent = submissions(("2025-01", 1, False, "accepted"), ("2025-01", 2, False, "accepted"))
    assert outcomes(rows(("2025-01", 1, "K1", False)), sent) == ["SUPERSEDED"]


def test_a_later_period_carries_the_newer_state_of_the_same_record():
    sent = submissions(("2025-01", 1, False, "accepted"), ("2025-03", 1, False, "accepted"))
    received = rows(
        ("2025-01", 1, "K1", False), ("2025-01", 1, "K2", False), ("2025-03", 1, "K1", False)
    )
    assert outcomes(received, sent) == ["SUPERSEDED", "ACCEPTED", "ACCEPTED"]


def test_an_earlier_rejected_row_is_superseded_once_the_record_is_right():
    sent = submissions(("2025-01", 1, False, "partly_accepted"), ("2025-02", 1, False, "accepted"))
    received = rows(("2025-01", 1, "K1", True), ("2025-02", 1, "K1", False))
    assert outcomes(received, sent) == ["SUPERSEDED", "ACCEPTED"]


def test_a_rejected_row_of_a_later_period_supersedes_nothing():
    sent = submissions(("2025-01", 1, False, "accepted"), ("2025-02", 1, False, "partly_accepted"))
    received = rows(("2025-01", 1, "K1", False), ("2025-02", 1, "K1", True))
    assert outcomes(received, sent) == ["ACCEPTED", "REJECTED"]


def test_a_superseded_or_withdrawn_later_period_gives_the_earlier_row_back():
    received = rows(("2025-01", 1, "K1", False), ("2025-02", 1, "K1", False))
    withdrawn = submissions(("2025-01", 1, False, "accepted"), ("2025-02", 1, True, "accepted"))
    assert outcomes(received, withdrawn) == ["ACCEPTED", "WITHDRAWN"]
    replaced = submissions(
        ("2025-01", 1, False, "accepted"),
        ("2025-02", 1, False, "accepted"),
        ("2025-02", 2, False, "accepted"),
    )
    assert outcomes(received, replaced) == ["ACCEPTED", "SUPERSEDED"]


def test_withdrawn_comes_first_and_a_later_revision_counts_again():
    sent = submissions(("2025-01", 1, True, "accepted"), ("2025-01", 2, False, "accepted"))
    received = rows(("2025-01", 1, "K1", True), ("2025-01", 2, "K1", False))
    assert outcomes(received, sent) == ["WITHDRAWN", "ACCEPTED"]


def test_the_same_key_of_another_unit_or_record_type_is_another_record():
    sent = pl.concat(
        [
            submissions(("2025-01", 1, False, "accepted"), ("2025-02", 1, False, "accepted")),
            submissions(("2025-02", 1, False, "accepted")).with_columns(unit_code=pl.lit("B")),
        ]
    )
    first = rows(("2025-01", 1, "K1", False))
    other_unit = rows(("2025-02", 1, "K1", False)).with_columns(unit_code=pl.lit("B"))
    other_type = rows(("2025-02", 1, "K1", False)).with_columns(record_type=pl.lit("police_assets"))
    assert outcomes(pl.concat([first, other_unit, other_type]), sent) == ["ACCEPTED"] * 3


def test_rows_without_a_key_never_meet():
    sent = submissions(("2025-01", 1, False, "rejected"), ("2025-02", 1, False, "accepted"))
    received = rows(
        ("2025-01", 1, None, True), ("2025-02", 1, None, False), ("2025-02", 1, "", False)
    )
    assert outcomes(received, sent) == ["REJECTED", "ACCEPTED", "ACCEPTED"]


def test_a_row_without_a_submission_and_a_revision_twice_are_refused():
    with pytest.raises(ValueError, match="no submission"):
        account(rows(("2025-01", 1, "K1", False)), submissions())
    twice = submissions(("2025-01", 1, False, "accepted"), ("2025-01", 1, False, "rejected"))
    with pytest.raises(ValueError, match="same revision"):
        account(rows(("2025-01", 1, "K1", False)), twice)


@st.composite
def worlds(draw):
    """A few units, periods and revisions with rows whose keys meet often."""
    addresses = st.tuples(
        st.sampled_from(["A", "B"]),
        st.sampled_from(["2025-01", "2025-02", "2025-03"]),
        st.integers(1, 3),
    )
    revisions = draw(st.lists(addresses, unique=True, min_size=1, max_size=10))
    status = st.sampled_from(["accepted", "partly_accepted", "accepted_with_notes", "rejected"])
    sent = [("police", u, p, r, draw(st.booleans()), draw(status)) for u, p, r in revisions]
    keys = st.sampled_from(["K1", "K2", "K3", None])
    received = []
    for _, unit, period, revision, _, check in sent:
        for number in range(draw(st.integers(0, 4))):
            rejected = check == "rejected" or draw(st.booleans())
            received.append(
                ("police", unit, period, revision, "police_cases", number, draw(keys), rejected)
            )
    return (
        pl.DataFrame(received, schema=ROWS, orient="row"),
        pl.DataFrame(sent, schema=SUBMISSIONS, orient="row"),
    )


@given(worlds(), st.randoms(use_true_random=False))
def test_every_row_has_one_outcome_and_order_changes_nothing(world, random):
    received, sent = world
    accounted = account(received, sent)
    assert accounted.drop("outcome_code").equals(received)
    assert set(accounted["outcome_code"]) <= set(OUTCOMES)
    shuffled_rows = received[random.sample(range(received.height), received.height)]
    shuffled_sent = sent[random.sample(range(sent.height), sent.height)]
    again = account(shuffled_rows, shuffled_sent)
    assert again.sort(again.columns).equals(accounted.sort(accounted.columns))


@given(worlds())
def test_the_four_add_up_and_one_record_counts_in_one_period(world):
    received, sent = world
    accounted = account(received, sent)
    totals = summary(accounted)
    parts = pl.sum_horizontal(f"rows_{code.lower()}" for code in OUTCOMES)
    assert totals.filter(parts != pl.col("rows_received")).is_empty()
    assert totals["rows_received"].sum() == received.height
    accepted = accounted.filter(
        pl.col("outcome_code") == "ACCEPTED", pl.col("record_key").is_not_null()
    )
    periods = accepted.group_by("unit_code", "record_key").agg(pl.col("period").n_unique())
    assert periods.filter(pl.col("period") > 1).is_empty()


@given(worlds())
def test_at_most_one_revision_counts_and_never_a_withdrawn_or_rejected_one(world):
    _, sent = world
    current = current_submissions(sent).filter("is_current")
    assert not current.select("unit_code", "period").is_duplicated().any()
    assert not current["is_withdrawn"].any()
    assert "rejected" not in current["check_status_code"].to_list()
