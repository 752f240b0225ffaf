"""What lies on disk afterwards: the layout, the manifest, the formats, the same bytes again."""

import hashlib
import io

import polars as pl
import pytest

from contracts.problems import Problem
from contracts.registry import record_types
from contracts.synthetic.generate import generate
from contracts.synthetic.offices import police_units


@pytest.fixture(scope="module")
def round_of_extracts(tmp_path_factory):
    out = tmp_path_factory.mktemp("round") / "extracts"
    return generate(out, 150, 3, 2024, 2025), out


def digest(folder):
    found = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        found.update(str(path.relative_to(folder)).encode())
        found.update(path.read_bytes())
    return found.hexdigest()


@pytest.mark.slow
def test_the_same_seed_gives_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        generate(tmp_path / name / "x", 40, 8, 2024, 2025)
    assert digest(tmp_path / "one") == digest(tmp_path / "two")


def test_another_seed_gives_other_bytes(tmp_path):
    for seed in (1, 2):
        generate(tmp_path / str(seed) / "x", 10, seed, 2025, 2025)
    assert digest(tmp_path / "1") != digest(tmp_path / "2")


def test_all_file_formats_occur(round_of_extracts):
    _, out = round_of_extracts
    kinds = {p.suffix for p in (out / "submissions").rglob("*") if p.is_file()}
    assert kinds == {".csv", ".xlsx", ".parquet", ".txt"}


def test_every_folder_stands_in_the_manifest_and_the_other_way_round(round_of_extracts):
    summary, out = round_of_extracts
    manifest = pl.read_csv(summary.manifest, infer_schema=False)
    assert manifest.columns == [
        "path",
        "agency",
        "unit",
        "period",
        "revision",
        "received_at",
        "nil",
    ]
    folders = {str(p.parent.relative_to(out)) for p in (out / "submissions").rglob("*.*")}
    assert folders == set(manifest["path"])
    assert len(manifest) == summary.submissions == manifest["path"].n_unique()


def test_nil_returns_hold_nothing_but_their_note(round_of_extracts):
    summary, out = round_of_extracts
    manifest = pl.read_csv(summary.manifest, infer_schema=False)
    for path, nil in manifest.select("path", "nil").rows():
        names = {p.name for p in (out / path).iterdir()}
        assert (names == {"NIHIL.txt"}) == (nil == "Y")


def test_every_regional_command_reports_and_some_units_are_late_and_revise(round_of_extracts):
    summary, _ = round_of_extracts
    manifest = pl.read_csv(summary.manifest, infer_schema=False)
    police = manifest.filter(pl.col("agency") == "police")
    assert set(police["unit"]) >= {u for u in police_units() if u.startswith("PLD")}
    assert (manifest["revision"] == "2").any()
    late = manifest.with_columns(end=pl.concat_str("period", pl.lit("-01")).str.to_date()).filter(
        pl.col("received_at").str.to_date() >= pl.col("end").dt.offset_by("2mo")
    )
    assert 0.03 < len(late) / len(manifest) < 0.25


def test_a_revision_differs_from_what_it_replaces(round_of_extracts):
    summary, out = round_of_extracts
    manifest = pl.read_csv(summary.manifest, infer_schema=False)
    for path in manifest.filter(pl.col("revision") == "2")["path"]:
        assert digest(out / path) != digest((out / path).with_name("r1"))


def test_files_hold_the_columns_of_their_contracts(round_of_extracts):
    _, out = round_of_extracts
    for path in (out / "submissions").rglob("*.csv"):
        name = path.stem.split("__")[-1]
        head = path.read_bytes().decode("cp1252").removeprefix("ï»¿").splitlines()[0]
        columns = head.replace(";", ",").split(",")
        wanted = [c.name for c in record_types()[name].columns]
        assert columns[: len(wanted)] == wanted


def test_truth_lies_beside_and_names_rows_that_are_in_the_files(round_of_extracts):
    summary, out = round_of_extracts
    persons = pl.read_csv(summary.truth / "persons.csv", infer_schema=False)
    assert persons.columns == [
        "agency",
        "record_type",
        "unit",
        "period",
        "key",
        "true_person_id",
        "role",
        "true_case_id",
    ]
    visits = persons.filter(pl.col("record_type") == "health_visits")
    seen = set()
    for path in (out / "submissions/health").rglob("*health_visits.csv"):
        text = path.read_bytes()
        mark = ";" if text.count(b";") > text.count(b",") else ","
        table = pl.read_csv(
            io.BytesIO(text), separator=mark, encoding="utf8-lossy", infer_schema=False
        )
        seen |= set(table["no_kunjungan"].to_list())
    assert seen
    assert seen <= set(visits["key"])
    assert (summary.truth / "cases.csv").exists()
    assert (summary.truth / "counts.csv").exists()


@pytest.mark.parametrize(
    ("cases", "seed", "years"),
    [(0, 1, (2024, 2024)), (5, -1, (2024, 2024)), (5, 1, (2025, 2024)), (5, 1, (1899, 1900))],
)
def test_senseless_numbers_are_refused_in_one_sentence(tmp_path, cases, seed, years):
    with pytest.raises(Problem) as refusal:
        generate(tmp_path / "x", cases, seed, *years)
    assert refusal.value.sentence("id").endswith(".")


def test_a_folder_with_something_in_it_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(Problem):
        generate(tmp_path, 5, 1, 2024, 2024)
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]
