import polars as pl
import pytest

from contracts.reading.sources import SourceFile
from contracts.reading.workbook import read_workbook
from contracts.synthetic import canaries
from contracts.workbook.listing import Listing, content

CANARY_UNITS = {"police": "KENARI03", "social": "KENARI01"}
HEADER = "agency,record_type,unit,period,key,true_person_id,role\n"


def sheets(path):
    """Every sheet as rows of cells, the heading first."""
    book = read_workbook(SourceFile(path.name, path))
    return {g.name: [list(g.header), *map(list, g.body.iter_rows())] for g in book.grids}


def filled(path, out, sheet, *answers):
    """The workbook with answers (decision, by, reason) in the first rows of a sheet."""
    heading, *rows = sheets(path)[sheet]
    for row, answer in zip(rows, answers, strict=False):
        row[-3:] = answer
    out.write_bytes(content([Listing(sheet, heading, rows)]))
    return out


def test_before_a_run_there_is_nothing_to_judge_review_or_train(kliring, tmp_path):
    truth = tmp_path / "t.csv"
    truth.write_text(HEADER + "police,police_persons,A,2024-01,X|1,P1,KORBAN\n")
    for command in (("evaluate", "--truth", truth), ("review",), ("train",)):
        answer = kliring("linkage", *command)
        assert answer.code == 2
        assert "kliring run" in answer.err
        assert len(answer.err.splitlines()[-1:]) == 1


def test_restricted_files_are_refused_in_open_folders(kliring, home, tmp_path):
    out = home / "reports" / "c.csv"
    answer = kliring("linkage", "evaluate", "--truth", tmp_path / "t.csv", "--clusters", out)
    assert (answer.code, out.exists()) == (2, False)
    where = ("--agency", "police", "--unit", "A", "--period", "2024-01")
    assert kliring("feedback", *where, "--out", home / "logs" / "f.xlsx").code == 2


def test_export_and_import_at_once_are_refused(kliring):
    answer = kliring("linkage", "review", "--export", "a.xlsx", "--import", "b.xlsx")
    assert answer.code == 2


@pytest.mark.slow
def test_from_submissions_to_evaluation_review_training_and_feedback(kliring, home, tmp_path):
    assert kliring("generate", "--out", tmp_path / "g", "--cases", 60, "--seed", 11).code == 0
    assert kliring("submit", "--manifest", tmp_path / "g" / "manifest.csv").code == 0
    _plant_canaries(kliring, tmp_path)
    ran = kliring("run", "--json")
    assert (ran.code, ran.document["vintage"]) == (
        0,
        (home / "published" / "current").readlink().name,
    )
    truth, clusters = tmp_path / "g_truth" / "persons.csv", tmp_path / "c.csv"

    judged = kliring("linkage", "evaluate", "--truth", truth, "--clusters", clusters, "--json")
    assert judged.document["pairwise"]["f1"] > 0.9
    assert judged.document["bcubed"]["f1"] > 0.9
    labelled = pl.read_csv(clusters, infer_schema=False)
    assert labelled.height == judged.document["records"]
    assert clusters.stat().st_mode & 0o077 == 0
    _judged_outside(truth, labelled, judged.document)

    _review(kliring, home, tmp_path)

    trained = kliring("linkage", "train", "--json").document
    assert kliring("linkage", "train", "--use", trained["model"], "--json").document["changed"]
    assert kliring("status").code == 0

    _feedback(kliring, truth, tmp_path)


def _plant_canaries(kliring, tmp_path):
    """The same persons sent by two units that nobody else knows of."""
    for agency, unit in CANARY_UNITS.items():
        folder = tmp_path / "canaries" / agency
        folder.mkdir(parents=True)
        for name, table in canaries.tables(agency).items():
            table.write_csv(folder / f"{name}.csv")
        where = ("--agency", agency, "--unit", unit, "--period", canaries.PERIOD)
        assert kliring("submit", *folder.iterdir(), *where).code == 0


def _judged_outside(truth, labelled, answer):
    """Pairs counted once more, from the two files alone."""
    keys = ["agency", "record_type", "unit", "key"]
    true = pl.read_csv(truth, infer_schema=False).unique(keys).select(*keys, "true_person_id")
    both = labelled.join(true, on=keys)
    counts = {
        name: both.group_by(by).len().select((pl.col("len") * (pl.col("len") - 1) // 2).sum())
        for name, by in (
            ("true", ["true_person_id"]),
            ("found", ["person_id"]),
            ("right", ["true_person_id", "person_id"]),
        )
    }
    right = counts["right"].item()
    assert answer["pairwise"]["recall"] == pytest.approx(right / counts["true"].item(), abs=1e-6)
    assert answer["pairwise"]["precision"] == pytest.approx(
        right / counts["found"].item(), abs=1e-6
    )


def _review(kliring, home, tmp_path):
    book = tmp_path / "review.xlsx"
    assert kliring("linkage", "review", "--export", book).code == 0
    first = book.read_bytes()
    assert kliring("linkage", "review", "--export", book).code == 0
    assert book.read_bytes() == first
    heading, *rows = sheets(book)["Antrean"]
    assert rows
    assert [float(row[2]) for row in rows] == sorted((float(r[2]) for r in rows), reverse=True)
    assert all(row[heading.index("nomor catatan 1")] for row in rows)

    shown = kliring("linkage", "review").out
    assert not [word for word in ("conflict", "in doubt") if word in shown]
    assert "tidak ditemukan" in kliring("linkage", "review", "--import", tmp_path / "no.xlsx").err

    bad = filled(book, tmp_path / "bad.xlsx", "Antrean", ("ya", "", "dilihat"))
    refused = kliring("linkage", "review", "--import", bad)
    assert refused.code == 1
    assert "baris 2" in refused.out
    assert not (home / "restricted" / "linked" / "decisions.parquet").exists()

    good = filled(book, tmp_path / "good.xlsx", "Antrean", ("beda", "Uji", "berkas dilihat"))
    answer = kliring("linkage", "review", "--import", good, "--json").document
    assert (answer["added"], answer["known"], answer["contradictions"]) == (1, 0, [])
    assert kliring("linkage", "review", "--import", good, "--json").document["known"] == 1
    undone = filled(book, tmp_path / "undone.xlsx", "Antrean", ("sama", "Uji", "keliru"))
    assert kliring("linkage", "review", "--import", undone, "--json").document["added"] == 1
    assert kliring("linkage", "review", "--json").document["decisions"] == 2


def _feedback(kliring, truth, tmp_path):
    """Nothing of another unit stands in what a unit gets: no number of its, no name of it."""
    labels = pl.read_csv(truth, infer_schema=False)
    units = labels.group_by("agency", "unit", "period").len().sort("len", "unit", "period")
    agency, unit, period, _ = units.row(-1)
    out = tmp_path / "f.xlsx"
    where = ("--agency", agency, "--unit", unit, "--period", period)
    assert kliring("feedback", *where, "--out", out).code == 0
    before = out.read_bytes()
    assert kliring("feedback", *where, "--out", out).code == 0
    assert out.read_bytes() == before
    cells = {str(cell) for rows in sheets(out).values() for row in rows for cell in row if cell}
    own = set(labels.filter(pl.col("unit") == unit)["key"].str.to_uppercase())
    foreign = set(labels.filter(pl.col("unit") != unit)["key"].str.to_uppercase()) - own
    assert not cells & foreign
    assert not cells & (set(labels["unit"]) - {unit})
    text = "\n".join(sorted(cells)).upper()
    assert not [marker for marker in canaries.markers() if marker.upper() in text]
    _canaries_own_feedback(kliring, tmp_path)


def _canaries_own_feedback(kliring, tmp_path):
    """A unit finds its own numbers again, no name, and no number of the other unit."""
    out = tmp_path / "own.xlsx"
    for agency, unit in CANARY_UNITS.items():
        where = ("--agency", agency, "--unit", unit, "--period", canaries.PERIOD)
        answer = kliring("feedback", *where, "--out", out, "--json").document
        assert answer["known_to_others"] > 0
        text = "\n".join(str(c) for rows in sheets(out).values() for r in rows for c in r).upper()
        other = canaries.CLIENT if agency == "police" else canaries.LP
        names = [text for canary in canaries.CANARIES for text in (canary.name, canary.nik)]
        assert not [told for told in (*names, other) if told.upper() in text]
        assert not [u for u in CANARY_UNITS.values() if u != unit and u in text]
