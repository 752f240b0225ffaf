"""Matches that no key brings together, counted by two lists of keys."""

import polars as pl

from transforms.linkage import features
from transforms.linkage.coverage import unseen_shares
from transforms.linkage.specification import BlockingKey

KEYS = (
    BlockingKey("nik", ("nik_hash",)),
    BlockingKey("name", ("name_key",)),
    BlockingKey("birth", ("birth_keys", "sex_code")),
)
NONE = pl.DataFrame(schema={"document_id": pl.String, "case_id": pl.String, "reason": pl.String})


def shares(person, envelope, *kinds: str) -> dict[str, float]:
    """Linked pairs that agree in name (n), birth date (b) or NIK (k)."""
    rows, pairs = [], []
    for i, kind in enumerate(kinds):
        born, other = f"19{50 + i}-01-02", f"19{50 + i}-05-06"
        rows.append(person(f"{i:02}l", name=f"NAMA{i}", born=born, nik=f"53710141019{i:02}111"))
        rows.append(
            person(
                f"{i:02}r",
                name=f"NAMA{i}" if "n" in kind else f"LAIN{i}",
                born=born if "b" in kind else other,
                nik=f"53710141019{i:02}111" if "k" in kind else None,
            )
        )
        pairs.append((f"{i:02}l", f"{i:02}r", 1.0, True))
    persons, _ = envelope(*rows)
    # the date in a NIK is a key too: here it is left out
    frame = features.persons(persons.with_columns(nik_birth_hash=pl.lit(None, pl.Int64)))
    linked = pl.DataFrame(
        pairs, schema=["record_id_l", "record_id_r", "probability", "is_linked"], orient="row"
    )
    return unseen_shares(frame, linked, NONE, KEYS)


def test_two_lists_tell_what_neither_holds(person, envelope) -> None:
    # eight by name, six by date, four by both: Chapman 9 × 7 / 5 − 1 = 11.6 of which 10 are seen
    kinds = ["nb"] * 4 + ["n"] * 4 + ["b"] * 2
    assert shares(person, envelope, *kinds)["victim"] == round(1 - 10 / 11.6, 6)


def test_pairs_with_one_number_are_found_by_it_and_stay_out(person, envelope) -> None:
    assert shares(person, envelope, *["nk"] * 5) == {"victim": 0.0, "suspect": 0.0}


def test_one_list_within_the_other_leaves_nothing_unseen(person, envelope) -> None:
    assert shares(person, envelope, *["nb"] * 9)["victim"] == 0.0
