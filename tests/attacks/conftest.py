"""A world of hand-made cells with a data root of its own: reports can be proposed and released."""

import importlib.util
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import polars as pl
import pytest

from orchestration.stages.release import approval
from orchestration.stages.release import propose as releases
from orchestration.store import Store
from transforms.disclosure.tables.table import Table
from warehouse import files, published
from warehouse.keys import load_or_create
from warehouse.releases import reviewers
from warehouse.zones import Zones

Counts = Mapping[tuple[str, str], int]  # age and sex
AGES = {"ANAK": ("00-05", "15-17"), "DEWASA": ("18-24", "25-29"), "U": ()}
SEXES = ("L", "P", "U")
SCHEMA = {
    "table_code": pl.String,
    "block_code": pl.String,
    "row_list_code": pl.String,
    "row_code": pl.String,
    "row_parent_code": pl.String,
    "row_order": pl.Int32,
    "column_list_code": pl.String,
    "column_code": pl.String,
    "column_parent_code": pl.String,
    "column_order": pl.Int32,
    "unit_code": pl.String,
    "statistic_code": pl.String,
    "value": pl.Decimal(18, 3),
    "contributors": pl.Int64,
    "adds_up_rows": pl.Boolean,
    "adds_up_columns": pl.Boolean,
    "value_status_code": pl.String,
    "period_start_date": pl.Date,
    "period_end_date": pl.Date,
    "as_of_date": pl.Date,
    "submissions_received": pl.Int64,
    "submissions_owed": pl.Int64,
    "figure_id": pl.String,
}
PLACED = {"case_id": pl.String, "counted_year": pl.Int32, "counted_province_code": pl.String}
Heading = tuple[str, str, str | None]  # list, code, parent


def cell(table: str, block: str, row: Heading, column: Heading, value: int) -> dict:
    """One cell of a count of victims."""
    return {
        "table_code": table,
        "block_code": block,
        **dict(zip(("row_list_code", "row_code", "row_parent_code"), row, strict=True)),
        "row_order": 999 if row[1] == "TOTAL" else 1,
        **dict(zip(("column_list_code", "column_code", "column_parent_code"), column, strict=True)),
        "column_order": 999 if column[1] == "TOTAL" else 1,
        "unit_code": "victim",
        "statistic_code": "count",
        "value": Decimal(value),
        "contributors": value,
        "adds_up_rows": True,
        "adds_up_columns": True,
        "value_status_code": "observed",
        "period_start_date": date(2024, 1, 1),
        "period_end_date": date(2024, 12, 31),
        "as_of_date": date(2025, 6, 30),
        "submissions_received": 9,
        "submissions_owed": 10,
        "figure_id": f"{table}-{block}-{column[1]}-{row[1]}",
    }


def by_age_and_sex(counts: Counts, table: str = "A2", block: str = "victims") -> list[dict]:
    """Ages with their subtotals down, sexes across, all margins."""
    ages: list[Heading] = [("age_rollup", top, None) for top in AGES]
    ages += [("age_rollup", age, top) for top, below in AGES.items() for age in below]
    ages.append(("age_rollup", "TOTAL", None))
    sexes: list[Heading] = [("jenis_kelamin", code, None) for code in (*SEXES, "TOTAL")]
    return [
        cell(table, block, row, column, total(counts, row[1], column[1]))
        for row in ages
        for column in sexes
    ]


def by_place(counts: Mapping[str, int]) -> list[dict]:
    """Victims by province of the case, one column."""
    rows = [cell("A4", "place", ("wilayah", code, None), ("jenis_kelamin", "TOTAL", None), n)
            for code, n in counts.items()]  # fmt: skip
    whole = ("wilayah", "TOTAL", None), ("jenis_kelamin", "TOTAL", None)
    return [*rows, cell("A4", "place", *whole, sum(counts.values()))]


def total(counts: Counts, age: str, sex: str) -> int:
    """What a cell holds."""
    return sum(
        n
        for (of_age, of_sex), n in counts.items()
        if age in ("TOTAL", of_age) or of_age in AGES.get(age, ())
        if sex in ("TOTAL", of_sex)
    )


Victim = tuple[str, int, str, str | None]  # name, year, region of the case and sex


def victims_of(cells: Iterable[dict], year: int) -> list[Victim]:
    """The victims whom a block counts by place, taken apart as finely as it does."""
    rows = [c for c in cells if c["row_list_code"] in ("wilayah", "region")]
    rows = [
        c for c in rows if c["column_list_code"] == "jenis_kelamin" and c["row_code"] != "TOTAL"
    ]
    above = {c["row_parent_code"] for c in rows}
    has_sex = any(c["column_code"] != "TOTAL" for c in rows)
    return [
        (f"{year}-{c['row_code']}-{c['column_code']}-{number}", year, c["row_code"], sex)
        for c in rows
        if c["row_code"] not in above and (c["column_code"] != "TOTAL") == has_sex
        for sex in [c["column_code"] if has_sex else None]
        for number in range(int(c["value"]))
    ]


def marts_of(victims: Iterable[Victim], cases: Iterable[tuple[str, int, str]]) -> dict[str, Any]:
    """The marts of victims each of whom has a case of the own, and of further cases."""
    people = list(victims)
    frame = pl.DataFrame(
        [(name, name, year, sex) for name, year, _, sex in people],
        dict(zip(
            ("person_id", "case_id", "first_recorded_year", "sex_code"),
            (pl.String, pl.String, pl.Int64, pl.String), strict=True,
        )),
        orient="row",
    )  # fmt: skip
    nothing = ("origin_province_code", "origin_regency_code")
    placed = [*cases, *((name, year, region) for name, year, region, _ in people)]
    return {
        "fct_victims": frame.with_columns(
            *(pl.lit(None, pl.String).alias(name) for name in nothing),
            age_group_code=pl.lit("U"),
            is_child=pl.lit(None, pl.Boolean),
            victim_status_code=pl.lit("TERIDENTIFIKASI"),
            first_recorded_date=pl.lit(None, pl.Date),
        ),
        "bridge_victim_exploitation": pl.DataFrame(
            schema=dict.fromkeys(("person_id", "case_id", "exploitation_code"), pl.String)
        ),
        "bridge_case_destination": pl.DataFrame(
            schema=dict.fromkeys(("case_id", "destination_code"), pl.String)
        ),
        "dim_cases": pl.DataFrame(
            [(name, year, at[:2], at if "." in at else None) for name, year, at in placed],
            {
                "case_id": pl.String, "first_reported_year": pl.Int64,
                "province_code": pl.String, "regency_code": pl.String,
            },
            orient="row",
        ),
    }  # fmt: skip


@dataclass
class World:
    """A data root, three reviewers and a clock."""

    store: Store
    keys: Path
    now: datetime = field(default_factory=lambda: datetime(2026, 11, 24, 9, tzinfo=UTC))

    @property
    def zones(self) -> Zones:
        """Its places."""
        return self.store.zones

    def vintage(
        self, annual: Mapping[int, Iterable[dict]], incidental: Mapping[str, Iterable[dict]] = {},
        cases: Iterable[tuple[str, int, str]] = (), marts: Mapping[str, pl.DataFrame] = {},
        regional: Mapping[int, Iterable[dict]] = {},
    ) -> None:  # fmt: skip
        """Make these cells and marts the published vintage; cases are id, year and province.

        Each victim who is counted by place has a case of the own.
        """
        of_years, of_regions = (
            [c | {"report_year": year} for year, cells in kind.items() for c in cells]
            for kind in (annual, regional)
        )
        place = {case: (year, province) for case, year, province in cases}
        of_cases = [
            {"counted_year": year, "counted_province_code": province} | c | {"case_id": case}
            for case, cells in incidental.items()
            for year, province in [place.get(case, (None, None))]
            for c in cells
        ]
        people = [v for year, of in (dict(annual) | dict(regional)).items()
                  for v in victims_of(of, year)]  # fmt: skip
        tables = {
            **marts_of(people, cases),
            "rpt_annual__world": pl.DataFrame(of_years, SCHEMA | {"report_year": pl.Int32}),
            "rpt_regional__world": pl.DataFrame(of_regions, SCHEMA | {"report_year": pl.Int32}),
            "rpt_incidental__world": pl.DataFrame(of_cases, SCHEMA | PLACED),
            **marts,
        }
        self.now += timedelta(days=1)
        name = f"{self.now:%Y%m%d}-world"
        folder = self.zones.make(self.zones.vintage(name))
        told = tuple(
            published.PublishedTable(
                table, "reporting", frame.height,
                files.write_parquet(frame, folder / f"{table}.parquet"),
            )
            for table, frame in tables.items()
        )  # fmt: skip
        vintage = published.Vintage(name, date(2025, 6, 30), told)
        files.write_json(folder / "manifest.json", vintage.document())
        self.zones.current.unlink(missing_ok=True)
        self.zones.current.symlink_to(folder, target_is_directory=True)

    def register(self, name: str, by: str = "root") -> str:
        """Make a key for somebody; its public half."""
        out = self.keys / f"{name}.json"
        return reviewers.make_key(self.zones, name, out, self.now.isoformat(), by)

    def vouch(self, name: str, by: str) -> None:
        """Sign that somebody's key is his."""
        key_file = self.keys / f"{by}.json"
        reviewers.vouch(self.zones, name, by, key_file, self.now.isoformat())

    def propose(self, kind: str = "annual", subject: str = "2024", **more: Any) -> str:
        """Propose a report as `ratna`."""
        self.now += timedelta(minutes=1)
        wanted = releases.Wanted(kind, subject, "ratna", self.now, **more)
        return releases.propose(self.store, wanted).release

    def review(self, release: str, by: str, verdict: str = "approve", reason: str = "checked"):
        """Vote with the own key."""
        self.now += timedelta(minutes=1)
        vote = approval.Vote(release, by, self.keys / f"{by}.json", verdict, reason, self.now)
        return approval.review(self.store, vote)

    def publish(self, release: str) -> Path:
        """Publish what is approved."""
        self.now += timedelta(minutes=1)
        return approval.publish(self.store, release, "ratna", self.now)

    def release(self, kind: str = "annual", subject: str = "2024") -> str:
        """Propose, two reviews, publish."""
        name = self.propose(kind, subject)
        for reviewer in ("budi", "sari"):
            self.review(name, reviewer)
        self.publish(name)
        return name


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """A world in which nothing was released; reports are not printed."""
    zones = Zones(tmp_path / "home", tmp_path / "home" / "restricted")
    zones.make(zones.home)
    keys, _ = load_or_create(tmp_path / "keys.json", zones, date(2026, 11, 24))
    made = World(Store(zones, keys), tmp_path)
    for name in ("budi", "sari", "ratna"):
        made.register(name)
    for founder in ("budi", "sari"):
        made.vouch("ratna", founder)
    monkeypatch.setattr(approval, "FORMATS", ("html",))
    monkeypatch.setattr(approval, "LANGUAGES", ("en",))
    return made


@pytest.fixture
def cells() -> dict[str, Callable]:
    """The builders of cells, by name."""
    return {"by_age_and_sex": by_age_and_sex, "by_place": by_place, "cell": cell}


@pytest.fixture(scope="session")
def shortcuts() -> ModuleType:
    """The shortcuts and the attack on them, as measured on whole tables."""
    path = Path(__file__).parents[2] / "benchmarks" / "disclosure" / "leaks.py"
    spec = importlib.util.spec_from_file_location("shortcuts", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["shortcuts"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def by_province(shortcuts: ModuleType) -> Callable[[Table], np.ndarray]:
    """Hides what protects each province of a table, with no regard to the others."""
    return shortcuts.by_province


@pytest.fixture(scope="session")
def small_learned(shortcuts: ModuleType) -> Callable[..., int]:
    """Counts the small quantities of which an attack leaves one value."""
    return shortcuts.learned
