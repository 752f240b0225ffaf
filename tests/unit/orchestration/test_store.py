"""Frames of the restricted zone: one file a month, sealed or not, the same bytes for any order."""

from datetime import date
from functools import partial
from pathlib import Path

import polars as pl
import pytest

from contracts.problems import Problem
from orchestration.store import Store
from warehouse.keys import load_or_create
from warehouse.zones import Zones

MONTHS = ["2024-01", "2024-02", "2024-03"]
ROWS = pl.DataFrame(
    {
        "submission_id": [f"police/U/{m}/r1" for m in ("2024-02", "2024-01", "2024-02")],
        "row": [3, 2, 2],
    }
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    zones = Zones(tmp_path / "data", tmp_path / "data" / "restricted")
    return Store(zones, load_or_create(tmp_path / "keys.json", zones, date(2026, 3, 1))[0])


def written(store: Store, frame: pl.DataFrame) -> dict[str, bytes]:
    place = partial(store.zones.pseudonymised, "police")
    store.write_months({"police_cases": frame}, MONTHS, place, seal=False)
    return {month: place(month, "police_cases").read_bytes() for month in MONTHS}


def test_every_month_has_its_rows_sorted_and_a_month_without_rows_an_empty_file(store) -> None:
    found = {
        month: pl.read_parquet(b)["row"].to_list() for month, b in written(store, ROWS).items()
    }
    assert found == {"2024-01": [2], "2024-02": [2, 3], "2024-03": []}


def test_shuffled_rows_are_the_same_bytes(store) -> None:
    assert written(store, ROWS) == written(store, ROWS.reverse())


def test_sealed_months_come_back_under_each_other_and_only_from_their_place(store) -> None:
    place = partial(store.zones.validated, "police")
    store.write_months({"police_cases": ROWS}, MONTHS, place, seal=True)
    paths = [place(month, "police_cases") for month in MONTHS]
    assert store.read_sealed(paths).equals(ROWS.sort("submission_id", "row"))
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in paths)
    paths[0].replace(paths[1])
    with pytest.raises(Problem):
        store.read_sealed([paths[1]])


def test_many_ends_of_a_stage_are_remembered_at_once(store) -> None:
    done = {store.zones.validated("police", m, "x").with_name("done.json"): m for m in MONTHS}
    store.remember_all(done)
    assert {path: store.fingerprint(path) for path in done} == done
