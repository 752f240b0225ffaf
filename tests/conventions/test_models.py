"""Rules of the dbt models, read from the manifest: grain, description, key, contract, layers."""

import re
from pathlib import Path
from typing import Any

import pytest

from contracts.registry import Sensitivity, record_types
from warehouse import manifest as parsed

PREFIXES = {"staging": "stg_", "intermediate": "int_", "reporting": "rpt_"}
FIGURE_IDS = "test.kliring.assert_figures_have_an_id_of_their_own"
MART = re.compile(r"(dim|fct|bridge)_[a-z_]+")
LOWER_LAYERS = {
    "staging": {"source"},
    "intermediate": {"staging", "intermediate", "marts"},
    "marts": {"staging", "intermediate", "marts"},
    "reporting": {"staging", "intermediate", "marts"},
}


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    return parsed.read()


@pytest.fixture(scope="module")
def models(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    return [n for n in manifest["nodes"].values() if n["resource_type"] == "model"]


def layer(node: dict[str, Any]) -> str:
    return node["fqn"][1]


def test_every_model_says_its_grain_first(models: list[dict[str, Any]]) -> None:
    assert len(models) > 60
    wrong = [m["name"] for m in models if not m["description"].startswith("One row per ")]
    assert wrong == []


def test_every_column_is_described_and_typed(models: list[dict[str, Any]]) -> None:
    undescribed = [
        f"{m['name']}.{c['name']}"
        for m in models
        for c in m["columns"].values()
        if not c["description"] or (layer(m) in ("marts", "reporting") and not c.get("data_type"))
    ]
    assert undescribed == []
    assert [m["name"] for m in models if not m["columns"]] == []


def test_marts_and_reports_hold_their_contract(models: list[dict[str, Any]]) -> None:
    open_layers = [m for m in models if layer(m) in ("marts", "reporting")]
    assert [m["name"] for m in open_layers if not m["config"]["contract"]["enforced"]] == []


def test_every_kept_model_has_a_tested_key(
    manifest: dict[str, Any], models: list[dict[str, Any]]
) -> None:
    keyed = {
        test["attached_node"]
        for test in manifest["nodes"].values()
        if test["resource_type"] == "test"
        and (test.get("test_metadata") or {}).get("name") == "holds"
        and test["test_metadata"]["kwargs"]["key"]
    }
    figures = manifest["nodes"][FIGURE_IDS]["depends_on"]["nodes"]
    assert set(figures) == {m["unique_id"] for m in models if layer(m) == "reporting"}
    keyed |= set(figures)
    # a stage may be recorded several times; the mart over it has the key
    without = {"int_justice__stages_recorded"}
    assert {m["name"] for m in models if m["unique_id"] not in keyed} <= without


def test_names_follow_the_layer(models: list[dict[str, Any]]) -> None:
    for model in models:
        prefix = PREFIXES.get(layer(model))
        assert model["name"].startswith(prefix) if prefix else MART.fullmatch(model["name"]), model[
            "name"
        ]


def test_layers_read_only_what_lies_below(
    manifest: dict[str, Any], models: list[dict[str, Any]]
) -> None:
    for model in models:
        for parent in model["depends_on"]["nodes"]:
            kind = parent.split(".")[0]
            below = kind if kind == "source" else layer(manifest["nodes"][parent])
            assert below in LOWER_LAYERS[layer(model)], f"{model['name']} reads {parent}"


def test_every_report_names_its_tables(
    manifest: dict[str, Any], models: list[dict[str, Any]]
) -> None:
    exposed = {n for e in manifest["exposures"].values() for n in e["depends_on"]["nodes"]}
    assert {m["unique_id"] for m in models if layer(m) == "reporting"} == exposed


def test_schemas_are_plain(models: list[dict[str, Any]]) -> None:
    assert {m["schema"] for m in models} == {"staging", "intermediate", "marts", "reporting"}


def test_no_mart_has_a_column_that_identifies(models: list[dict[str, Any]]) -> None:
    hidden = {
        column.name
        for record_type in record_types().values()
        for column in record_type.columns
        if column.sensitivity in (Sensitivity.DIRECT, Sensitivity.LOCAL)
    }
    for model in models:
        assert hidden.isdisjoint(model["columns"]), model["name"]


def test_no_sql_file_is_long() -> None:
    files = [p for f in ("models", "tests/dbt") for p in (parsed.ROOT / f).rglob("*.sql")]
    assert files
    assert [str(p) for p in files if len(Path(p).read_text("utf-8").splitlines()) > 120] == []
