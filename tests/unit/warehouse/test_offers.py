import pytest

from contracts.problems import Problem
from contracts.reading.sources import SourceFile
from warehouse import offers
from warehouse.offers import collect, moment, read_manifest, revision_number


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "sent"
    path.mkdir()
    for name in ("b.csv", "a.xlsx", ".DS_Store", "~$a.xlsx", "NIHIL.txt"):
        (path / name).write_bytes(name.encode())
    return path


def test_a_folder_is_its_files_in_order_without_what_the_system_left(folder):
    (folder / "__MACOSX").mkdir()
    assert collect([folder]) == tuple(
        SourceFile(n, n.encode()) for n in ("NIHIL.txt", "a.xlsx", "b.csv")
    )


def test_a_folder_in_a_folder_is_refused_so_that_nothing_is_lost(folder):
    (folder / "januari").mkdir()
    with pytest.raises(Problem, match="januari"):
        collect([folder])


def test_two_files_of_one_name_and_no_file_are_refused(folder, tmp_path):
    (tmp_path / "b.csv").write_bytes(b"")
    with pytest.raises(Problem, match=r"b\.csv"):
        collect([folder, tmp_path / "b.csv"])
    with pytest.raises(Problem, match="--nil"):
        collect([])
    assert collect([], nil=True) == ()


def test_a_large_file_is_not_held_in_memory(folder, monkeypatch):
    monkeypatch.setattr(offers, "HELD_IN_MEMORY", 5)
    assert [f.content for f in collect([folder])] == [
        folder / "NIHIL.txt", folder / "a.xlsx", b"b.csv",
    ]  # fmt: skip


@pytest.mark.parametrize(("given", "read"), [("", None), ("1", 1), (" r12 ", 12), ("9999", 9999)])
def test_a_revision_is_a_whole_number_or_none(given, read):
    assert revision_number(given) == read


@pytest.mark.parametrize("given", ["0", "-1", "1.0", "r", "x", "10000", "²", "１"])
def test_anything_else_is_no_revision(given):
    if given == "r":
        assert revision_number(given) is None
    else:
        with pytest.raises(Problem):
            revision_number(given)


@pytest.mark.parametrize("given", ["2025-02-03", "2025-02-03T10:30", "2025-02-03 10:30:00+07:00"])
def test_a_time_of_receipt_is_an_iso_date_or_moment(given):
    assert moment(given) == given
    assert moment("  ") is None


@pytest.mark.parametrize("given", ["03/02/2025", "2025-02-30", "2025-W05-1", "20250203", "kemarin"])
def test_anything_else_is_no_time_of_receipt(given):
    with pytest.raises(Problem, match="YYYY-MM-DD"):
        moment(given)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_manifest_is_a_csv_with_either_delimiter(folder, tmp_path, encoding, delimiter):
    path = tmp_path / "manifest.csv"
    header = ["path", "agency", "unit", " period ", "revision", "received_at", "nil", "more"]
    row = ["sent", "police", "A", "2025-01", "2", "2025-02-03", "t", "x"]
    path.write_text("\r\n".join(delimiter.join(r) for r in (header, row)) + "\r\n", encoding)
    (line,) = read_manifest(path)
    offer = line.offer("2026-01-01")
    assert line.line == 2
    assert offer.address.submission_id(offer.revision) == "police/A/2025-01/r2"
    assert (offer.received_at, offer.is_nil) == ("2025-02-03", False)
    assert offer.files == collect([folder])


def test_what_a_manifest_leaves_out_is_now_the_next_revision_and_not_nil(folder, tmp_path):
    assert folder.exists()
    path = tmp_path / "manifest.csv"
    path.write_text("path,agency,unit,period\nsent,police,A,2025-01\nsent,police\n")
    first, short = read_manifest(path)
    offer = first.offer("2026-01-01")
    assert (offer.revision, offer.received_at, offer.is_nil) == (None, "2026-01-01", False)
    with pytest.raises(Problem):
        short.offer("2026-01-01")


def test_a_manifest_value_nobody_understands_is_named(folder, tmp_path):
    assert folder.exists()
    path = tmp_path / "manifest.csv"
    path.write_text("path,agency,unit,period,nil\nsent,police,A,2025-01,maybe\n")
    with pytest.raises(Problem, match="maybe"):
        read_manifest(path)[0].offer("2026-01-01")
