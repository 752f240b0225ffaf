"""The rules of the models, read from dbt's own manifest: grain, keys, contracts, layers, words."""

import re
from pathlib import Path

import pytest

from warehouse.dbt import manifest_path
from warehouse.zones import Zones

ROOT = Path(__file__).parents[2]
PUBLIC = ("marts", "reporting")
PREFIXES = {
    "staging": ("stg_",),
    "intermediate": ("int_",),
    "marts": ("dim_", "fct_", "bridge_"),
    "reporting": ("rpt_",),
}
BEFORE = {
    "staging": ("source",),
    "intermediate": ("staging", "intermediate", "seed"),
    "marts": ("staging", "intermediate", "marts", "seed"),
    "reporting": ("staging", "intermediate", "marts", "reporting", "seed"),
}


@pytest.fixture(scope="module")
def manifest(tmp_path_factory) -> dict:
    import json

    home = tmp_path_factory.mktemp("home")
    return json.loads(manifest_path(Zones(home, home / "restricted")).read_bytes())


@pytest.fixture(scope="module")
def models(manifest) -> dict[str, dict]:
    return {
        name: node for name, node in manifest["nodes"].items() if node["resource_type"] == "model"
    }


def _layer(node: dict) -> str:
    return node["fqn"][1]


def test_descriptions_open_with_the_grain(models) -> None:
    bare = [n["name"] for n in models.values() if not n["description"].startswith("One row per")]
    assert bare == []


def test_every_column_is_described(models) -> None:
    bare = [
        (node["name"], column["name"])
        for node in models.values()
        for column in node["columns"].values()
        if not column["description"] or column["description"] == "?"
    ]
    assert bare == []
    assert all(node["columns"] for node in models.values() if _layer(node) in PUBLIC)


def test_public_layers_hold_to_a_contract(models) -> None:
    loose = [
        node["name"]
        for node in models.values()
        if _layer(node) in PUBLIC and not node["config"]["contract"]["enforced"]
    ]
    assert loose == []


def test_marts_have_a_tested_key(manifest, models) -> None:
    tested = {
        test["attached_node"]
        for test in manifest["nodes"].values()
        if test["resource_type"] == "test"
        and (test.get("test_metadata") or {}).get("name") in ("unique", "unique_combination")
    }
    untested = [
        n["name"] for name, n in models.items() if _layer(n) in PUBLIC and name not in tested
    ]
    assert untested == []


def test_prefix_says_the_layer(models) -> None:
    wrong = [n["name"] for n in models.values() if not n["name"].startswith(PREFIXES[_layer(n)])]
    assert wrong == []


def test_layers_read_what_stands_before_them(manifest, models) -> None:
    wrong = []
    for node in models.values():
        for parent in node["depends_on"]["nodes"]:
            kind = parent.split(".")[0]
            layer = _layer(manifest["nodes"][parent]) if kind == "model" else kind
            # what several reports share is prepared from the marts, in intermediate/reporting
            prepares = layer == "marts" and node["fqn"][1:3] == ["intermediate", "reporting"]
            if layer not in BEFORE[_layer(node)] and not prepares:
                wrong.append((node["name"], parent))
    assert wrong == []


def test_no_table_is_named_literally() -> None:
    literal = re.compile(r"\b(?:from|join)\s+(?:\w+\.\w+|read_parquet)", re.IGNORECASE)
    offenders = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "models").rglob("*.sql")
        if literal.search(re.sub(r"(?s)\{[{%#].*?[}%#]\}", "", path.read_text("utf-8")))
        and "extract(" not in path.read_text("utf-8")
    ]
    assert offenders == []


def test_sums_and_counts_are_whole_numbers_of_64_bits(models) -> None:
    wide = [
        (node["name"], column["name"])
        for node in models.values()
        if _layer(node) in PUBLIC
        for column in node["columns"].values()
        if (column.get("data_type") or "").lower() in ("hugeint", "double")
        and not (node["name"] == "fct_linkage_quality" and column["name"] == "value")
    ]
    assert wide == []


def test_lineage_runs_from_the_cleared_tables(manifest) -> None:
    from contracts.cleared import TABLES

    keys = {
        source["name"]: source["config"]["meta"]["dagster"]["asset_key"]
        for source in manifest["sources"].values()
    }
    assert keys == {name: ["cleared", name] for name in TABLES}


def test_generated_sources_are_fresh() -> None:
    from contracts.dbt_sources import PATH, sources_yaml

    assert PATH.read_text("utf-8") == sources_yaml()
