import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.disclosure.policy import reviewed
from transforms.disclosure.synthetic.domain import COLUMNS, counts, fault_of, persons

MARGINALS = reviewed().synthetic.marginals
SCHEMA = ["person_id", "province", "age", "sex", "form"]
CODES = {
    "province": ("31", "11", "94", "U", "99", "NEGERI"),
    "age": ("00-05", "15-17", "60+", "U", "?"),
    "sex": ("L", "P", "X", "U", "Z"),
    "form": ("SEKSUAL", "KERJA_LAUT", "SCAM", "ORGAN", "JAMAK", "U", "?"),
}


def frame(rows: list[tuple[str, ...]]) -> pl.DataFrame:
    return pl.DataFrame(rows, dict.fromkeys(SCHEMA, pl.String), orient="row")


people = st.lists(
    st.tuples(
        st.sampled_from([f"p{n}" for n in range(9)]), *(st.sampled_from(c) for c in CODES.values())
    ),
    max_size=30,
)


def test_codes_are_those_of_the_public_file() -> None:
    found = persons(frame([("p1", "31", "15-17", "P", "KERJA_LAUT"), ("p0", "?", "?", "?", "?")]))
    assert found.rows() == [
        ("p0", "U", "U", "U", "U"), ("p1", "JAWA", "ANAK", "P", "KERJA"),
    ]  # fmt: skip


@settings(max_examples=30)
@given(people, st.randoms())
def test_a_person_changes_one_count_of_each_marginal(rows, random) -> None:
    """Add or take away one person with all their rows: the L1 distance is the sensitivity."""
    shuffled = random.sample(rows, len(rows))
    whole = persons(frame(rows))
    assert whole.equals(persons(frame(shuffled)))
    assert whole["person_id"].is_unique().all()
    with_all = counts(whole, MARGINALS)
    assert all(cells.sum() == whole.height for cells in with_all)
    for person in whole["person_id"]:
        without = counts(persons(frame([row for row in rows if row[0] != person])), MARGINALS)
        changes = [np.abs(a - b).sum() for a, b in zip(with_all, without, strict=True)]
        assert changes == [1] * len(MARGINALS)


def test_counts_stand_where_their_codes_do() -> None:
    found = counts(persons(frame([("p1", "31", "60+", "X", "ORGAN")])), [("form", "province")])[0]
    place = COLUMNS["form"].index("LAIN"), COLUMNS["province"].index("JAWA")
    assert found.dtype == np.int64
    assert (found[place], found.sum()) == (1, 1)


def test_marginals_must_say_something_of_every_column() -> None:
    assert fault_of(MARGINALS) is None
    assert fault_of([("age", "name")]) == "no column name"
    assert fault_of([("age", "sex"), ("form",)]) == "column province is in no marginal"
    assert fault_of([("age", "sex"), ("form", "province", "form")]) is not None
