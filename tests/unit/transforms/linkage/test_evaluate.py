"""Measures against values computed by hand."""

import hashlib
import hmac

import polars as pl
import pytest

from transforms.linkage.evaluate import TruthError, bcubed, evaluate, with_record_ids


def test_pairs_and_bcubed_by_hand(person, envelope) -> None:
    persons, _ = envelope(*(person(r, "social_clients") for r in "abcde"))
    # truth: {a b c} {d e}; found: {a b} {c d e}
    truth = pl.DataFrame({"record_id": list("abcde"), "true_person_id": list("11122")})
    linked = pl.DataFrame({"record_id": list("abcde"), "person_id": list("xxyyy")})
    found = evaluate(truth, linked, persons)
    # true pairs ab ac bc de; found ab cd ce de; both ab de
    assert found["pairwise"] == {
        "precision": 0.5,
        "recall": 0.5,
        "f1": 0.5,
        "true_pairs": 4,
        "found_pairs": 4,
    }
    # precision: a 1, b 1, c 1/3, d 2/3, e 2/3; recall: a 2/3, b 2/3, c 1/3, d 1, e 1
    assert found["bcubed"]["precision"] == pytest.approx(11 / 15, abs=1e-6)
    assert found["bcubed"]["recall"] == pytest.approx(11 / 15, abs=1e-6)
    assert found["records"] == 5
    assert found["persons"] == {"true": 2, "found": 2}


def test_groups_split_pairs_by_both_sides(person, envelope) -> None:
    persons, _ = envelope(
        person("a", "social_clients", sex_code="P"),
        person("b", "health_visits", sex_code="P"),
        person("c", "police_persons", sex_code="L"),
    )
    truth = pl.DataFrame({"record_id": list("abc"), "true_person_id": ["1", "1", "1"]})
    linked = pl.DataFrame({"record_id": list("abc"), "person_id": ["x", "x", "y"]})
    groups = {(g["by"], g["value"]): g for g in evaluate(truth, linked, persons)["groups"]}
    assert groups["agency_pair", "health-social"]["recall"] == 1.0
    assert groups["agency_pair", "police-social"]["recall"] == 0.0
    assert groups["sex", "P"]["true_pairs"] == 1
    assert groups["sex", "L-P"]["true_pairs"] == 2


def test_perfect_clusters_score_one() -> None:
    labels = pl.DataFrame({"true_person_id": list("1122"), "person_id": list("yyxx")})
    assert bcubed(labels) == {"precision": 1.0, "recall": 1.0, "f1": 1.0}


def test_keys_become_record_ids(identity_key) -> None:
    row = {
        "agency": "police",
        "record_type": "police_persons",
        "unit": "PLD53",
        "period": "2024-01",
        "key": " lp/b/1 |1",
        "true_person_id": "P1",
        "role": "KORBAN",
    }
    message = b"record|police|PLD53|police_persons|LP/B/1|1"
    expected = hmac.new(identity_key.hex.encode(), message, hashlib.sha256).hexdigest()[:32]
    assert with_record_ids(pl.DataFrame([row]), identity_key)["record_id"].item() == expected


def test_a_truth_without_its_columns_is_refused(identity_key) -> None:
    with pytest.raises(TruthError, match="no column agency"):
        with_record_ids(pl.DataFrame({"key": ["a"]}), identity_key)


def test_a_truth_of_other_records_is_refused(person, envelope) -> None:
    persons, _ = envelope(person("a"))
    truth = pl.DataFrame({"record_id": ["z"], "true_person_id": ["1"]})
    linked = pl.DataFrame({"record_id": ["a"], "person_id": ["x"]})
    with pytest.raises(TruthError, match="No record of the truth file"):
        evaluate(truth, linked, persons)
