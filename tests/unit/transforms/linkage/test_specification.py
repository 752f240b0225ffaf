"""The model as data: round trip, hash, refusals."""

from dataclasses import replace

import pytest

from transforms.linkage import ModelError, shipped_model
from transforms.linkage.person_model import untrained
from transforms.linkage.score import score
from transforms.linkage.specification import from_json, to_json


def test_the_shipped_model_is_trained_and_survives_its_json() -> None:
    model = shipped_model()
    assert not model.untrained
    assert from_json(to_json(model)) == model
    assert from_json(to_json(model)).hash == model.hash


def test_the_shipped_model_has_the_levels_of_the_specification() -> None:
    model, specified = shipped_model(), untrained()
    for ours, theirs in (
        (model.comparisons, specified.comparisons),
        (model.case_comparisons, specified.case_comparisons),
    ):
        assert [(c.name, [v.sql for v in c.levels]) for c in ours] == [
            (c.name, [v.sql for v in c.levels]) for c in theirs
        ]
    assert model.blocking == specified.blocking


def test_agreement_never_weighs_less_than_disagreement() -> None:
    model = shipped_model()
    for comparison in (*model.comparisons, *model.case_comparisons):
        if comparison.name in ("name", "birth", "nik", "passport", "local_number", "sex", "home"):
            graded = [v for v in comparison.levels if not v.is_null]
            best, last = graded[0], graded[-1]
            assert best.m / best.u > 1 > last.m / last.u, comparison.name


def test_another_parameter_is_another_hash() -> None:
    model = shipped_model()
    assert replace(model, prior=model.prior * 2).hash != model.hash


def test_what_is_no_model_is_refused() -> None:
    with pytest.raises(ModelError, match="no linkage model"):
        from_json("{}")
    with pytest.raises(ModelError, match="No linkage model named nobody"):
        shipped_model("nobody")


def test_an_untrained_model_scores_nothing(person, envelope) -> None:
    from transforms.linkage import features
    from transforms.linkage.blocking import candidates

    frame = features.persons(envelope(person("a"), person("b"))[0])
    pairs = candidates(frame, ()).pairs
    with pytest.raises(ModelError, match="not trained in name"):
        score(frame, pairs, untrained())
