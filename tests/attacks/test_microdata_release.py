"""Files of records as releases: two people, and what file and tables give away together."""

import json
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from contracts.problems import ExitCode, Problem
from orchestration.cli.app import answer
from orchestration.stages.release import approval
from orchestration.stages.release import check as release_check
from orchestration.stages.release import propose as releases
from orchestration.stages.release.records import microdata
from orchestration.stages.release.site import make_site
from transforms.disclosure.audit.attack import learn
from transforms.disclosure.microdata.drawing import drawn
from transforms.disclosure.policy import reviewed

pytestmark = pytest.mark.slow  # seconds a release

# The table hides the boy, and with him the girls; a file of everybody counts the girls.
COUNTS = {
    ("15-17", "L"): 1, ("15-17", "P"): 31, ("18-24", "L"): 40, ("18-24", "P"): 52,
    ("25-29", "L"): 33, ("25-29", "P"): 45,
}  # fmt: skip
BOYS = COUNTS["15-17", "L"]


def _marts(year: int = 2024) -> dict[str, pl.DataFrame]:
    """The persons behind the table of a year, all of one province, of two forms by turns."""
    people = [key for key, n in COUNTS.items() for _ in range(n)]
    size = len(people)
    victims = pl.DataFrame(
        {
            "person_id": [f"person{n:03}of{year}" for n in range(size)],
            "case_id": [f"case{n % 9}of{year}" for n in range(size)],
            "sex_code": [sex for _, sex in people],
            "age_group_code": [age for age, _ in people],
            "is_child": [age == "15-17" for age, _ in people],
            "citizenship_code": ["IDN"] * size,
            "origin_province_code": ["31"] * size,
            "victim_status_code": ["DIDUGA"] * size,
            "first_recorded_year": [year] * size,
            "first_recorded_date": [date(year, 3, 1)] * size,
        }
    )
    forms = victims.select(
        "person_id", "case_id", exploitation_code=pl.int_range(size).replace_strict(
            {n: ("SEKSUAL", "KERJA_PMI")[n % 2] for n in range(size)}
        ),
    )  # fmt: skip
    cases = pl.DataFrame(
        {
            "case_id": [f"case{n}of{year}" for n in range(9)],
            "province_code": ["31"] * 9,
            "first_reported_year": [year] * 9,
            "destination_country_codes": [None] * 9,
        },
        schema_overrides={"destination_country_codes": pl.String},
    )
    return {"fct_victims": victims, "bridge_victim_exploitation": forms, "dim_cases": cases}


@pytest.fixture
def vintage(world, cells):
    """The world with its persons and the table of them."""
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)}, marts=_marts())
    return world


@pytest.mark.parametrize("licence", ["public", "licensed"])
def test_a_file_goes_out_beside_exact_tables(vintage, licence: str) -> None:
    vintage.release()
    name = vintage.release("microdata", f"2024-{licence}")
    assert name == f"microdata-2024-{licence}-1"
    folder = vintage.zones.released(name)
    records = pl.read_csv(folder / "tables" / f"microdata_{licence}_2024.csv")
    drawn = _drawn(vintage)
    assert drawn - BOYS <= records.height <= drawn  # boys are too few for a class
    assert pl.read_parquet(folder / "records.parquet").height == records.height
    classes = records.group_by(
        [c for c in records.columns if c not in ("record", "form", "status")]
    )
    assert classes.len()["len"].min() >= {"public": 11, "licensed": 5}[licence]
    assert not (folder / "quantities.parquet").exists()  # it would name classes that are hidden
    left = [p for p in folder.rglob("*.*") if p.suffix in (".csv", ".html")]
    text = "".join(path.read_text("utf-8") for path in left)
    assert "person0" not in text
    assert "case0" not in text
    assert len(release_check.verify(vintage.store)) == 2
    site = make_site(vintage.zones).path  # the licensed file is for named readers
    assert (site / "files" / name / "tables").exists() == (licence == "public")
    told = "".join(page.read_text("utf-8") for page in site.rglob("*.html"))
    assert (f"files/{name}/description.id.html" in told) == (name in told) == (licence == "public")


@pytest.fixture
def refused_file(vintage, monkeypatch):
    """The world, its annual release, and a policy by which everybody is drawn."""
    first = vintage.release()
    whole = replace(reviewed(), microdata_share=1 - 1e-12)
    monkeypatch.setattr(releases, "reviewed", lambda: whole)
    return vintage, first


def test_a_file_of_everybody_is_refused_beside_the_table(refused_file) -> None:
    world, first = refused_file
    with pytest.raises(Problem) as refused:
        world.propose("microdata", "2024-public")
    assert refused.value.exit_code == ExitCode.BLOCKED
    assert refused.value.key == "release.refused.file"
    assert refused.value.values["table"] == "A2"
    assert f"does not hold the following figure, but what it tells together with {first}" in (
        refused.value.sentence("en")
    )
    assert not world.zones.proposal("microdata-2024-public-1").exists()


def test_a_refusal_leaves_no_trace_and_no_other_file_takes_its_place(refused_file) -> None:
    """Neither ledger nor folders tell of it, and who proposes again is refused again."""
    world, _ = refused_file
    before = world.zones.ledger.read_bytes()
    for _ in range(3):
        with pytest.raises(Problem):
            world.propose("microdata", "2024-public")
    assert world.zones.ledger.read_bytes() == before


def test_all_files_hold_the_same_persons(vintage) -> None:
    """Proposed again or under another licence, so that no file tells of those left out of one."""
    vintage.release()
    told = []
    for licence in ("public", "public", "licensed"):
        name = vintage.propose("microdata", f"2024-{licence}")
        vintage.review(name, "budi", "reject", "once more")
        folder = vintage.zones.release_secret(name)
        quantities = pl.read_parquet(folder / "quantities.parquet")
        of_drawn = quantities.filter(pl.col("quantity").str.starts_with("victims_drawn"))
        told.append(of_drawn.select("quantity", "value"))
    assert told[0].equals(told[1])
    assert told[0].join(told[2], on=["quantity", "value"], how="anti").is_empty()


def _drawn(world) -> int:
    """How many are drawn in this world, by its own key."""
    key = microdata._draw_key(world.store)
    return drawn(_marts()["fct_victims"], reviewed().microdata_share, key).height


def test_joined_with_the_table_the_file_tells_nothing_exactly(vintage, recovered) -> None:
    """Who counts the file, and adds and subtracts what the table shows."""
    table_of, file_of = vintage.release(), vintage.release("microdata", "2024-public")
    table = pl.read_csv(vintage.zones.released(table_of) / "tables" / "A2_victims.csv")
    records = pl.read_parquet(vintage.zones.released(file_of) / "records.parquet")
    shown = {(age, sex): v for age, sex, v in
             table.select("row_code", "column_code", "value").iter_rows()}  # fmt: skip
    ages, sexes = ("ANAK", "DEWASA"), ("L", "P")
    listed = {
        (age, sex): records.filter(pl.col("age") == age, pl.col("sex") == sex).height
        for age in ages
        for sex in sexes
    }
    known = [
        (f"{age}{sex}", None if shown[age, sex] is None else int(shown[age, sex]),
         max(1, listed.get((age, sex), 0)), None)
        for age in (*ages, "TOTAL") for sex in (*sexes, "TOTAL")
    ]  # fmt: skip
    terms = [(f"{a} row", f"{a}{s}", -1 if s == "TOTAL" else 1)
             for a in (*ages, "TOTAL") for s in (*sexes, "TOTAL")]  # fmt: skip
    terms += [(f"{s} column", f"{a}{s}", -1 if a == "TOTAL" else 1)
              for s in (*sexes, "TOTAL") for a in (*ages, "TOTAL")]  # fmt: skip
    schema = {"quantity": pl.String, "value": pl.Int64, "low": pl.Int64, "high": pl.Int64}
    learned = learn(
        pl.DataFrame(known, schema, orient="row"),
        pl.DataFrame(terms, ["sum", "quantity", "factor"], orient="row"),
    )
    assert "ANAKL" in learned["quantity"].to_list()
    exact = learned.filter(pl.col("low") == pl.col("high"))
    assert recovered(exact.height, learned.height) == 0


def test_tables_after_a_file_show_what_they_would_without(world, cells) -> None:
    """A file hides no figure of a table, it only does not tell it."""
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)}, marts=_marts())
    world.release("microdata", "2024-licensed")
    after = pl.read_parquet(world.zones.released(world.release()) / "cells.parquet")
    totals = after.filter(pl.col("row_code") == "TOTAL")
    assert set(totals["shown_code"]) == {"published"}


def test_two_files_of_one_year_have_no_record_number_in_common(vintage) -> None:
    found = [
        pl.read_parquet(vintage.zones.released(vintage.release("microdata", f"2024-{of}"))
                        / "records.parquet")["record"]
        for of in ("public", "licensed")
    ]  # fmt: skip
    assert set(found[0]).isdisjoint(found[1])


def test_too_few_make_no_file(world, cells) -> None:
    few = {name: frame.head(7) for name, frame in _marts().items()}
    world.vintage({2024: cells["by_age_and_sex"]({("18-24", "P"): 7})}, marts=few)
    with pytest.raises(Problem) as refused:
        world.propose("microdata", "2024-public")
    assert (refused.value.key, refused.value.exit_code) == ("release.file_empty", ExitCode.BLOCKED)


def test_the_command_measures_what_it_proposes(vintage, monkeypatch, capsys) -> None:
    monkeypatch.setattr(approval, "FORMATS", ("html",))
    monkeypatch.setenv("KLIRING_KEYS", str(vintage.keys / "keys.json"))
    home = ["--home", str(vintage.zones.home), "--lang", "en"]
    propose = [*home, "release", "propose", "microdata", "--year", "2024", "--licence"]
    assert answer([*propose, "public", "--as", "ratna", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["release"] == "microdata-2024-public-1"
    assert (told["k"] >= 11, told["distinct_l"] >= 2, 0 <= told["t"] <= 1) == (True, True, True)
    page = (vintage.zones.proposal(told["release"]) / "dossier.en.html").read_text("utf-8")
    assert "<td>form</td>" in page
    assert "microdata." not in page  # no message without its words
    assert answer([*propose, "open"]) == ExitCode.WRONG_USE
    assert "licensed or public" in capsys.readouterr().err
    assert answer([*propose, "public", "--years", "2023-2025"]) == ExitCode.WRONG_USE
    assert "either --year or --years" in capsys.readouterr().err
    years = [*home, "release", "propose", "microdata", "--licence", "public", "--years"]
    assert answer([*years, "2025-2023"]) == ExitCode.WRONG_USE
    assert "2023-2025" in capsys.readouterr().err


def test_several_years_in_one_file_beside_the_tables_of_each(world, cells) -> None:
    """A person stands once, in a band of two years; k is counted over the whole file."""
    marts = [_marts(year) for year in (2023, 2024, 2025)]
    together = {name: pl.concat([one[name] for one in marts]) for name in marts[0]}
    world.vintage(
        {year: cells["by_age_and_sex"](COUNTS) for year in (2023, 2024, 2025)}, marts=together
    )
    for year in (2023, 2024, 2025):
        world.release("annual", str(year))
    name = world.release("microdata", "2023-2025-public")
    assert name == "microdata-2023-2025-public-1"
    records = pl.read_csv(world.zones.released(name) / "tables" / "microdata_public_2023-2025.csv")
    assert set(records["year"]) <= {"2022-2023", "2024-2025", "*"}
    assert records["record"].n_unique() == records.height
    assert records.group_by("province", "year", "age", "sex").len()["len"].min() >= 11
    attacked_with = json.loads(world.zones.ledger.read_text().splitlines()[-4])["facts"]
    assert len(attacked_with["attacked_with"]) == 3
    site = make_site(world.zones).path
    assert "2023-2025" in (site / "index.html").read_text("utf-8")
    single = world.propose("microdata", "2024-public")  # the same persons once more
    assert pl.read_parquet(world.zones.proposal(single) / "records.parquet").height <= sum(
        COUNTS.values()
    )
