"""Attacks on a report by province and regency, beside the annual one of the year."""

from collections.abc import Mapping

import polars as pl
import pytest

from contracts import regions
from contracts.problems import ExitCode, Problem
from orchestration.stages.release import check as release_check
from orchestration.stages.release.figures import origin
from orchestration.stages.release.public_check import verify_public
from transforms.disclosure.audit.attack import learn
from warehouse.releases.contents import number

pytestmark = pytest.mark.slow  # seconds a release
People = Mapping[tuple[str, str, str], int]  # regency, sex and age
SEXES, AGES = ("L", "P"), ("ANAK", "DEWASA")
PEOPLE: People = {
    ("53.01", "L", "DEWASA"): 14, ("53.01", "P", "DEWASA"): 22, ("53.01", "P", "ANAK"): 3,
    ("53.02", "L", "DEWASA"): 4, ("53.02", "P", "ANAK"): 2, ("53.03", "P", "DEWASA"): 7,
    ("53.04", "L", "ANAK"): 1, ("53.04", "P", "DEWASA"): 4,
    ("52.01", "P", "DEWASA"): 13, ("52.02", "P", "DEWASA"): 6, ("52.02", "L", "DEWASA"): 11,
    ("52.03", "P", "ANAK"): 1, ("52.05", "L", "ANAK"): 3,
    ("31.71", "L", "DEWASA"): 8, ("31.71", "P", "DEWASA"): 9,
}  # fmt: skip
_NAMES = {one.code: one.name for one in regions.regencies()}
SMALL = {"53.02", "53.03", "53.04", "52.03", "52.05"}  # fewer than ten


def _count(people: People, place: str, column: str) -> int:
    return sum(
        n
        for (regency, sex, age), n in people.items()
        if place == "TOTAL" or regency.startswith(place)
        if column in ("TOTAL", sex, f"{sex}_{age}")
    )


def _places(people: People, *, with_regencies: bool) -> list[tuple[str, str | None]]:
    provinces = sorted({regency[:2] for regency, _, _ in people})
    below = sorted({(regency, regency[:2]) for regency, _, _ in people})
    return [
        *((province, None) for province in provinces),
        *(below if with_regencies else ()),
        ("TOTAL", None),
    ]


def _annual(cells, people: People) -> list[dict]:
    """Victims by province of the case and sex."""
    return [
        cells["cell"]("A4", "place", ("wilayah", place, None), ("jenis_kelamin", sex, None),
                      _count(people, place, sex))
        for place, _ in _places(people, with_regencies=False)
        for sex in (*SEXES, "TOTAL")
    ]  # fmt: skip


def _regional(cells, people: People) -> list[dict]:
    """The same by regency, and by sex and age."""
    columns = [(f"{sex}_{age}", sex) for sex in SEXES for age in AGES]
    columns += [("L", None), ("P", None), ("TOTAL", None)]
    return [
        *(
            cells["cell"]("R2", "place", ("region", place, above), ("jenis_kelamin", sex, None),
                          _count(people, place, sex))
            for place, above in _places(people, with_regencies=True)
            for sex in (*SEXES, "TOTAL")
        ),
        *(
            cells["cell"]("R3", "sex_age", ("wilayah", place, None),
                          ("sex_and_age", column, above), _count(people, place, column))
            for place, _ in _places(people, with_regencies=False)
            for column, above in columns
        ),
    ]  # fmt: skip


@pytest.fixture
def released(world, cells):
    """The annual report, then the regional one."""
    world.vintage({2024: _annual(cells, PEOPLE)}, regional={2024: _regional(cells, PEOPLE)})
    world.release()
    return world.zones.released(world.release("regional"))


def _table(folder, block: str) -> pl.DataFrame:
    return pl.read_csv(
        folder / "tables" / f"{block}.csv", schema_overrides=dict.fromkeys(("row_code",), pl.String)
    )


def test_provinces_come_after_the_nation(world, cells) -> None:
    world.vintage({2024: _annual(cells, PEOPLE)}, regional={2024: _regional(cells, PEOPLE)})
    with pytest.raises(Problem) as refused:
        world.propose("regional")
    assert (refused.value.key, refused.value.exit_code) == (
        "release.annual_first", ExitCode.BLOCKED,
    )  # fmt: skip
    assert not world.zones.proposal("regional-2024-1").exists()


def test_no_small_regency_has_a_row_anywhere(released, recovered) -> None:
    frames = [pl.read_parquet(path) for path in sorted(released.rglob("*.parquet"))]
    frames += [pl.read_csv(path, infer_schema=False) for path in sorted(released.rglob("*.csv"))]
    texts = [frame.select(pl.col(pl.String)) for frame in frames]
    told = {cell for frame in texts for row in frame.iter_rows() for cell in row if cell}
    pages = [path.read_text("utf-8") for path in released.rglob("*.html")]
    assert any("53.01" in cell for cell in told)
    assert any(_NAMES["53.01"] in page for page in pages)
    seen = {code for code in SMALL for cell in told if code in cell}
    seen |= {code for code in SMALL for page in pages if _NAMES[code] in page}
    assert recovered(len(seen), len(SMALL)) == 0
    totals = _table(released, "R2_place").filter(column_code="TOTAL")
    assert dict(totals.select("row_code", "value").rows()) == {
        "31": 17, "52": 34, "53": 57, "TOTAL": 108,
        "53.01": 39, "53.other": 18, "52.02": 17, "52.other": 17,
    }  # fmt: skip


def test_rounded_counts_beside_exact_ones_give_no_small_one_away(released, recovered) -> None:
    """From the published CSV alone, knowing how counts are rounded."""
    exact, fine = _table(released, "R2_place"), _table(released, "R3_sex_age")
    known, terms = [], []
    for place, sex, value, status in exact.select(
        "row_code", "column_code", "value", "status"
    ).iter_rows():
        if "." not in place:
            known.append((f"{place} {sex}", value if status == "published" else None, 1, None))
        if sex == "TOTAL" and "." not in place:
            terms += [(place, f"{place} {one}", 1) for one in SEXES]
            terms.append((place, f"{place} {sex}", -1))
    for place, column, value, status in fine.select(
        "row_code", "column_code", "value", "status"
    ).iter_rows():
        if "_" in column and place != "TOTAL":
            is_nobody = status == "published"
            ends = (0, 0) if is_nobody else (max(0, value - 4), value + 4)
            known.append((f"{place} {column}", None, *ends))
            terms.append((f"{place} {column[0]}", f"{place} {column}", 1))
    places = [place for place, _ in _places(PEOPLE, with_regencies=False) if place != "TOTAL"]
    for sex in (*SEXES, "TOTAL"):
        terms += [(f"all {sex}", f"{place} {sex}", 1) for place in places]
        terms.append((f"all {sex}", f"TOTAL {sex}", -1))
    terms += [(f"{place} {sex}", f"{place} {sex}", -1) for place in places for sex in SEXES]
    schema = {"quantity": pl.String, "value": pl.Int64, "low": pl.Int64, "high": pl.Int64}
    learned = learn(
        pl.DataFrame(known, schema=schema, orient="row"),
        pl.DataFrame(terms, schema=["sum", "quantity", "factor"], orient="row"),
    )
    secret = {
        f"{place} {sex}_{age}": n
        for place in places
        for sex in SEXES
        for age in AGES
        if 0 < (n := _count(PEOPLE, place, f"{sex}_{age}")) < 5
    }
    got = learned.filter(
        pl.col("low") == pl.col("high"), pl.col("quantity").is_in(sorted(secret))
    ).height
    assert len(secret) == 3
    assert recovered(got, len(secret)) == 0
    assert (
        fine.filter(status="rounded")["value"].drop_nulls().is_in([n * 5 for n in range(30)]).all()
    )


def test_what_is_published_can_be_checked_and_changed_by_nobody(world, released) -> None:
    found = verify_public(world.zones.release)
    assert (len(found.releases), found.with_proof) == (2, 2)
    assert found.hidden == found.proved > 0
    release_check.verify(world.store)
    path = released / "tables" / "R3_sex_age.csv"
    path.write_text(path.read_text("utf-8").replace(",rounded,", ",published,", 1))
    with pytest.raises(Problem):
        verify_public(world.zones.release)


def test_one_more_person_in_a_province_is_refused(world, cells, released) -> None:
    assert released.exists()
    more = {**PEOPLE, ("53.01", "P", "DEWASA"): 23}
    world.vintage({2024: _annual(cells, more)}, regional={2024: _regional(cells, more)})
    with pytest.raises(Problem) as refused:
        world.propose("regional")
    assert refused.value.key == "release.refused.versions"
    assert refused.value.values["earlier"] == "annual-2024-1"


def test_the_same_counts_are_rounded_the_same(world, cells, released) -> None:
    world.vintage({2024: _annual(cells, PEOPLE)}, regional={2024: _regional(cells, PEOPLE)})
    again = world.zones.released(world.release("regional"))
    assert _table(again, "R3_sex_age").equals(_table(released, "R3_sex_age"))
    assert _table(again, "R2_place").equals(_table(released, "R2_place"))


def test_every_figure_is_told_whence_it_is_or_with_which_it_stands(world, cells, released) -> None:
    shown = pl.read_parquet(released / "cells.parquet")
    for row in shown.select("figure_id", "shown_code", "value").to_dicts():
        found = origin(world.store, row["figure_id"])
        assert (found.cell["shown_code"], found.cell["value"]) == (row["shown_code"], row["value"])
        assert [one["value"] for one in found.releases] == [number(row["value"])]
        if found.quantity is not None:
            assert found.threshold == (10 if "." in found.cell["row_code"] else 5)
    for row in _regional(cells, PEOPLE):
        if row["row_code"] in SMALL:
            with pytest.raises(Problem) as refused:
                origin(world.store, row["figure_id"])
            assert refused.value.key == "release.figure_together"
    of_others = next(
        one for one in shown["figure_id"] if one.endswith("53.other") and one.startswith("R2")
    )
    with pytest.raises(Problem) as refused:
        origin(world.store, of_others.replace("53.other", "31.other"))
    assert refused.value.key == "release.figure_unknown"
