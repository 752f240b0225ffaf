"""Measures of a linkage that can be worked out by hand."""

import polars as pl

from transforms.linkage import features
from transforms.linkage.crosswalk import SCHEMA
from transforms.linkage.quality import linkage_quality, pair_groups, worst_group

GROUPS = {"nik": ["known", "unknown", "unknown"], "sex": ["P", "P", "L-P"]}


def measured(**unseen: float) -> dict[tuple[str, str, str], float]:
    """Two records in one person by a link of .9, a third left apart at .2; one pair of no worth."""
    persons = pl.DataFrame({"record_id": ["a", "b", "c"], "person_id": ["p", "p", "q"]})
    cases = pl.DataFrame({"document_id": ["d"], "case_id": ["k"]})
    pairs = pl.DataFrame(
        {
            "record_id_l": ["a", "a", "b"],
            "record_id_r": ["b", "c", "c"],
            "weight": [3.2, -2.0, -5.0],
            "probability": [0.9, 0.2, 0.0],
            "is_linked": [True, False, False],
            **GROUPS,
        }
    )
    crosswalk = pl.DataFrame(
        [
            ("person", "a", "p", 1, "minted", "m"),
            ("person", "b", "p", 2, "joined", "m"),
            ("person", "c", "q", 2, "split", "m"),
            ("case", "d", "k", 2, "minted", "m"),
            ("person_alias", "x", "p", 2, "merged", "m"),
        ],
        schema=SCHEMA,
        orient="row",
    )
    found = linkage_quality(persons, cases, pairs, crosswalk, unseen)
    assert not found.select("measure_code", "group_by_code", "group_code").is_duplicated().any()
    return {(m, by, group): value for m, by, group, value in found.iter_rows()}


def test_expected_precision_and_recall_by_pair_and_by_record() -> None:
    found = measured()
    assert found["expected_precision", "all", "all"] == 0.9
    assert found["expected_recall", "all", "all"] == round(0.9 / 1.1, 4)
    # a and b: 1.9 of 2 are right; c is alone. a misses .2, b nothing, c misses .2
    assert found["expected_bcubed_precision", "all", "all"] == round((0.95 + 0.95 + 1) / 3, 4)
    assert found["expected_bcubed_recall", "all", "all"] == round((1.9 / 2.1 + 1 + 1 / 1.2) / 3, 4)


def test_calibration_churn_and_unseen_stand_beside_it() -> None:
    found = measured(victim=0.02)
    assert found["unseen_share", "role", "victim"] == 0.02
    assert found["calibration_expected", "weight", "0"] == 0.9
    assert found["calibration_linked", "weight", "0"] == 1.0
    assert found["calibration_linked", "weight", "-8"] == 0.0
    churn = {kind: found[f"ids_{kind}", "kind", "person"] for kind in ("minted", "joined", "split")}
    assert churn == {"minted": 0, "joined": 1, "split": 1}  # of the last run alone


def test_the_worst_group_has_enough_pairs() -> None:
    rows = [
        ("expected_precision", "sex", "L", 0.5),
        ("expected_recall", "sex", "L", 0.5),
        ("linked_pairs", "sex", "L", 29.0),
        ("expected_precision", "sex", "P", 0.9),
        ("expected_recall", "sex", "P", 0.9),
        ("linked_pairs", "sex", "P", 30.0),
    ]
    names = ("measure_code", "group_by_code", "group_code", "value")
    found = worst_group(pl.DataFrame(rows, schema=names, orient="row"))
    assert found is not None
    assert found["value"] == "P"


def test_bands_of_ages_are_told_from_pairs_of_bands(person, envelope) -> None:
    persons, _ = envelope(
        person("a", born="2010-01-02"), person("b", born="2000-01-02"), person("c")
    )
    frame = features.persons(persons)
    ends = pl.DataFrame({"row_l": [0, 1, 1], "row_r": [1, 1, 2]})
    bands = next(s for s in pair_groups(frame, ends) if s.name == "age_band")
    assert bands.to_list() == ["00-17/18-29", "18-29", "18-29/U"]
