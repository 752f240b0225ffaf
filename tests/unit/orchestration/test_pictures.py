"""Plots of the run history: a picture inside a Markdown value, and none on `kliring run`."""

import base64
import re

import polars as pl
import pytest

from orchestration import pictures
from orchestration.definitions import build_defs
from warehouse.settings import Settings

DRAWINGS = {
    "findings": (
        pictures.findings,
        pl.DataFrame({"rule": ["R-006", "X-9"], "severity": ["error", "note"], "findings": [3, 1]}),
        ["R-006 NIK without 16 digits", "X-9"],
    ),
    "arrivals": (
        pictures.arrivals,
        pl.DataFrame(
            {
                "agency_code": ["police", "social"],
                "period": ["2024-01", "2024-02"],
                "status_code": ["received", "silent"],
            }
        ),
        ["police", "2024-02", "silent"],
    ),
    "headlines": (
        pictures.headlines,
        pl.DataFrame(
            {
                "role_code": ["victim", "victim", "victim"],
                "year": [2023, 2024, None],
                "province_code": [None, None, None],
                "low_count": [1, 4, 5],
                "best_count": [1, 5, 6],
                "high_count": [1, 6, 7],
            },
            schema_overrides={"province_code": pl.String},
        ),
        ["2023", "2024", "victim"],
    ),
    "linkage": (
        pictures.linkage,
        pl.DataFrame(
            {
                "measure_code": ["expected_recall", "records"],
                "group_by_code": ["agency_pair", "agency_pair"],
                "group_code": ["police-social", "health-health"],
                "value": [0.9, 40.0],
            }
        ),
        ["police-social", "expected_recall"],
    ),
}


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_plot_is_small_and_stands_in_the_value(name):
    draw, table, words = DRAWINGS[name]
    value = str(draw(table).value)
    found = re.fullmatch(r"!\[[^]]+\]\(data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)\)", value)
    assert found
    assert len(value) < 100_000
    drawn = base64.b64decode(found[1]).decode()
    assert all(word in drawn for word in words)


@pytest.mark.parametrize("settings", [None, "given"])
def test_the_command_draws_none_and_dagster_does(tmp_path, monkeypatch, settings):
    monkeypatch.setenv("KLIRING_HOME", str(tmp_path))
    resources = build_defs(Settings.load() if settings else None).resources or {}
    assert resources["workspace"].draws is (settings is None)
