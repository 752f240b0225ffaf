"""Models of a data root: kept with their report, never replaced, chosen by a list that grows."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from contracts.problems import Problem
from orchestration.stages.linkage import model_report, models
from orchestration.stages.linkage.training import train_model
from orchestration.store import Store
from transforms.linkage import shipped_model
from warehouse.keys import load_or_create
from warehouse.zones import Zones

DAY = date(2025, 3, 3)


@pytest.fixture
def store(tmp_path):
    zones = Zones(tmp_path / "data", tmp_path / "data" / "restricted")
    keys, _ = load_or_create(tmp_path / "config" / "keys.json", zones, DAY)
    return Store(zones, keys)


@pytest.fixture
def trained(store):
    model = replace(shipped_model(), version="3+1", trained_on="a test")
    models.keep(store, model, {"model": model.hash}, b"page")
    return model


def test_without_a_choice_the_shipped_model_runs(store):
    assert models.chosen(store) == models.SHIPPED
    assert models.in_use(store).hash == shipped_model().hash
    assert models.trained(store) == ()


def test_a_trained_model_is_used_only_when_chosen(store, trained):
    assert models.trained(store) == (trained.hash,)
    assert models.in_use(store).hash == shipped_model().hash
    assert models.use(store, trained.hash, "2025-03-03")
    assert not models.use(store, trained.hash, "2025-03-04")
    assert models.in_use(store) == trained
    assert models.use(store, models.SHIPPED, "2025-03-05")
    told = [(c["model"], c["before"]) for c in models.choices(store)]
    assert told == [(trained.hash, "shipped"), ("shipped", trained.hash)]


def test_its_report_lies_beside_it(store, trained):
    path = store.zones.model(trained.hash)
    assert path.with_suffix(".html").read_bytes() == b"page"
    assert trained.hash in path.with_suffix(".report.json").read_text()


def test_a_model_that_changed_is_not_used(store, trained):
    path = store.zones.model(trained.hash)
    path.write_text(path.read_text().replace('"3+1"', '"3+2"'))
    with pytest.raises(Problem) as caught:
        models.use(store, trained.hash, "2025-03-03")
    assert caught.value.key == "linkage.model_damaged"
    with pytest.raises(Problem) as caught:
        models.use(store, "0" * 16, "2025-03-03")
    assert caught.value.key == "linkage.model_unknown"


def test_nothing_can_be_learned_before_a_run(store):
    with pytest.raises(Problem) as caught:
        train_model(store, "id")
    assert caught.value.key == "linkage.not_linked"


def test_the_page_shows_what_labels_say_only_where_there_are_any():
    report = {
        "model": "m", "version": "1", "trained_on": "x", "records": 2, "persons": 1,
        "unlinkable": {"records": 1, "share": 0.5},
        "weights": [
            {"within_case": False, "comparison": "name", "level": "a | b", "m": 0.5, "u": 0.1,
             "weight": 2.3}
        ],
        "calibration": [
            {"from_weight": 0, "pairs": 3, "expected": 0.7, "joined": 0.6, "true": None}
        ],
    }  # fmt: skip
    page = model_report.page(report, "en")
    assert "| 0 | 3 | 0.7 | 0.6 |" in page
    assert "a \\| b" in page
    report["calibration"][0]["true"] = 0.65
    assert "| 0 | 3 | 0.7 | 0.6 | 0.65 |" in model_report.page(report, "en")
    page = model_report.page(report, "id")
    assert "| 0 | 3 | 0,7 | 0,6 | 0,65 |" in page
    assert "| 0,5 | 0,1 | 2,3 |" in page


def test_calibration_compares_the_model_with_clusters_and_labels():
    links = pl.DataFrame({"row_l": [0, 0], "row_r": [1, 2], "weight": [5.0, 5.0]})
    label = pl.Series(["x", "x", "x"])
    (row,) = model_report.calibration(links, pl.Series([0, 0, 2]), label)
    assert (row["from_weight"], row["pairs"], row["joined"], row["true"]) == (4, 2, 0.5, 1.0)
    (row,) = model_report.calibration(links, pl.Series([0, 0, 2]), None)
    assert row["true"] is None
