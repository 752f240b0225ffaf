import polars as pl

from orchestration.stages.linkage.quality import standing
from transforms.linkage.quality import SCHEMA, evaluated, worst_group

ANSWER = {
    "records": 9,
    "pairwise": {"precision": 0.99, "recall": 0.85, "f1": 0.915},
    "bcubed": {"precision": 1.0, "recall": 0.9, "f1": 0.947},
    "groups": [
        {"by": "nik", "value": "known", "true_pairs": 90, "precision": 1, "recall": 1, "f1": 1},
        {"by": "sex", "value": "U", "true_pairs": 31, "precision": 1, "recall": 0.5, "f1": 0.667},
        {"by": "sex", "value": "L-P", "true_pairs": 3, "precision": 0, "recall": 0, "f1": 0},
    ],
}


def expected(precision, recall):
    rows = [
        ("expected_precision", "all", "all", precision),
        ("expected_recall", "all", "all", recall),
        ("expected_precision", "nik", "unknown", 0.9),
        ("expected_recall", "nik", "unknown", 0.8),
        ("linked_pairs", "nik", "unknown", 40.0),
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def test_without_labels_the_model_judges_itself():
    good = standing(expected(0.98, 0.95))
    assert (good.is_good, good.basis) == (True, "model")
    assert good.worst is not None
    assert (good.worst["by"], good.worst["value"], good.worst["f1"]) == ("nik", "unknown", 0.8471)
    assert not standing(expected(0.98, 0.89)).is_good
    assert not standing(expected(0.96, 0.95)).is_good


def test_labels_overrule_the_model():
    found = standing(pl.concat([expected(0.99, 0.99), evaluated(ANSWER)]))
    assert (found.is_good, found.basis, found.recall) == (False, "labels", 0.85)
    assert found.worst is not None
    assert (found.worst["by"], found.worst["value"]) == ("sex", "U")  # three pairs tell nothing


def test_a_linkage_of_nothing_is_no_fault():
    nothing = standing(pl.DataFrame(schema=SCHEMA))
    assert (nothing.is_good, nothing.worst) == (True, None)
    assert worst_group(pl.DataFrame(schema=SCHEMA)) is None
