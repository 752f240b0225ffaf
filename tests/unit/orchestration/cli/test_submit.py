import json
import re

import pytest

HERE = ("--agency", "police", "--unit", "PLD33", "--period", "2025-01")


def test_a_submission_is_stored_checked_and_has_a_receipt(kliring, cases):
    said = kliring("submit", cases("LP/1", "LP/2"), *HERE, "--received-at", "2025-02-03", "--json")
    assert said.code == 0
    found = said.document
    of = ("status", "agency", "unit", "period", "revision", "received_at")
    values = ("accepted", "police", "PLD33", "2025-01", 1, "2025-02-03")
    assert tuple(found[name] for name in of) == values
    assert found["records"] == {"police_cases": {"rows": 2, "accepted": 2, "rejected": 0}}
    assert found["findings"] == []
    assert len(found["sha256"]) == 64
    assert len(found["receipt"]) == 14


def test_the_same_again_is_the_same_receipt_and_other_content_the_next(kliring, cases):
    first = kliring("submit", cases("LP/1"), *HERE, "--json").document
    assert kliring("submit", cases("LP/1"), *HERE, "--json").document == first
    other = kliring("submit", cases("LP/2"), *HERE, "--json").document
    assert (other["revision"], other["receipt"] != first["receipt"]) == (2, True)


def test_a_bad_file_is_stored_all_the_same_and_says_where_and_how_to_mend_it(kliring, cases):
    said = kliring("submit", cases("LP/1", "LP/1"), *HERE, "--json")
    assert said.code == 0
    assert said.document["status"] == "partly_accepted"
    (finding,) = said.document["findings"]
    assert (finding["severity"], finding["row"], finding["column"]) == ("error", 3, "no_lp")
    assert finding["message"]


def test_the_same_number_with_other_content_is_refused_with_code_1(kliring, cases):
    kliring("submit", cases("LP/1"), *HERE, "--revision", 1)
    said = kliring("submit", cases("LP/2"), *HERE, "--revision", 1, "--json")
    assert (said.code, said.document["refused"]) == (1, "storage.revision_taken")
    assert said.document["sentence"] + "\n" == said.err
    assert "--revision 2" in said.err
    assert said.err.count("\n") == 1


def test_a_nil_return_needs_no_file_and_anything_else_does(kliring):
    said = kliring("submit", *HERE, "--nil", "--json")
    assert (said.code, said.document["status"], said.document["records"]) == (0, "accepted", {})
    assert kliring("submit", *HERE).code == 2


@pytest.mark.parametrize(
    ("arguments", "needle"),
    [
        (("--agency", "polisi", "--unit", "A", "--period", "2025-01"), "polisi"),
        (("--agency", "police", "--unit", "../A", "--period", "2025-01"), "../A"),
        (("--agency", "police", "--unit", "A", "--period", "2025-1"), "2025-1"),
        (("--agency", "police", "--unit", "A"), "--period"),
        ((*HERE, "--revision", "0"), "Revisi"),
        ((*HERE, "--revision", "x"), "Revisi"),
        ((*HERE, "--received-at", "3 Februari"), "Waktu terima"),
        ((*HERE, "--received-at", "2025-02-30"), "Waktu terima"),
        ((*HERE[:-1], "2125-01"), "2125-01"),
        ((*HERE, "--manifest", "m.csv"), "--manifest"),
        ((*HERE, "tidak-ada.csv"), "tidak-ada.csv"),
        ((*HERE, "--salah"), "--salah"),
    ],
)
def test_wrong_use_is_one_line_and_code_2(kliring, home, arguments, needle):
    said = kliring("submit", "--nil", *arguments)
    assert (said.code, said.out) == (2, "")
    assert needle in said.err
    assert said.err.count("\n") == 1
    assert not list(home.rglob("content.enc"))


def test_the_first_command_makes_the_keys_and_says_so_once(kliring, cases, tmp_path):
    assert "keys.json" in kliring("submit", cases("LP/1"), *HERE).err
    assert "keys.json" not in kliring("submit", cases("LP/2"), *HERE).err
    assert (tmp_path / "config" / "keys.json").stat().st_mode & 0o777 == 0o600


def test_a_lost_key_file_stops_everything_with_code_2(kliring, cases, tmp_path):
    kliring("submit", cases("LP/1"), *HERE)
    (tmp_path / "config" / "keys.json").unlink()
    said = kliring("submit", cases("LP/2"), *HERE)
    assert said.code == 2
    assert "cadangan" in said.err


def test_a_home_that_cannot_be_written_is_one_line_and_code_2(kliring, cases, tmp_path):
    (tmp_path / "file").write_text("")
    said = kliring("--home", tmp_path / "file" / "data", "submit", cases("LP/1"), *HERE)
    assert said.code == 2
    assert "--home" in said.err


def manifest(tmp_path, cases, *lines):
    """A manifest of laporan polisi: unit, period, revision, numbers (none: nil)."""
    text = "path,agency,unit,period,revision,received_at,nil\n"
    for unit, period, revision, numbers in lines:
        folder = f"sent/{unit}/{period}/r{revision}"
        if numbers:
            cases(*numbers, name=f"{folder}/police_cases.csv")
        else:
            (tmp_path / folder).mkdir(parents=True)
            (tmp_path / folder / "NIHIL.txt").write_text("NIHIL")
        nil = "T" if numbers else "Y"
        text += f"{folder},police,{unit},{period},{revision},2025-06-01,{nil}\n"
    path = tmp_path / "manifest.csv"
    path.write_text(text, "utf-8")
    return path


def test_a_manifest_is_stored_whole_and_a_refused_line_stops_no_other(kliring, cases, tmp_path):
    path = manifest(
        tmp_path, cases,
        ("A", "2025-01", 1, ["LP/1"]), ("A", "2025-01", 2, ["LP/1", "LP/2"]),
        ("A", "2025-02", 1, []),
    )  # fmt: skip
    with path.open("a") as stream:
        stream.write("sent/none,police,A,2025-03,1,,T\n")
        stream.write("sent/A/2025-01/r1,police,A,2025-01,2,,T\n")
        stream.write("sent/A/2025-01/r1,polisi,A,2025-01,1,,T\n")
        stream.write("sent/A/2025-01/r1,police,B,2025-01,,,T\n")
    said = kliring("submit", "--manifest", path, "--json")
    assert said.code == 1
    found = said.document
    assert (found["stored"], found["unchanged"]) == (4, 0)
    assert [r["line"] for r in found["refused"]] == [5, 6, 7]
    assert found["by_status"]["accepted"] == 4
    again = kliring("submit", "--manifest", path, "--json").document
    assert (again["stored"], again["unchanged"]) == (0, 4)
    assert again["submissions"] == found["submissions"]


def test_a_period_to_come_is_refused_unless_it_has_begun_on_receipt(kliring, cases, tmp_path):
    path = manifest(tmp_path, cases, ("A", "2125-01", 1, ["LP/1"]), ("A", "2025-01", 1, ["LP/1"]))
    said = kliring("submit", "--manifest", path, "--json")
    assert (said.code, said.document["stored"]) == (1, 1)
    assert "2125-01 belum dimulai" in said.document["refused"][0]["message"]
    later = ("--unit", "A", "--period", "2125-01", "--received-at", "2125-02-03")
    assert kliring("submit", cases("LP/1"), "--agency", "police", *later).code == 0


def test_a_manifest_that_is_not_there_is_called_that(kliring, tmp_path):
    assert "tidak ditemukan" in kliring("submit", "--manifest", tmp_path / "m.csv").err
    workbook = tmp_path / "m.xlsx"
    workbook.write_bytes(b"PK\x03\x04\xff")
    said = kliring("submit", "--manifest", workbook)
    assert (said.code, "CSV UTF-8" in said.err) == (2, True)


def test_a_manifest_ends_with_a_summary_by_status_and_rule(kliring, cases, tmp_path):
    path = manifest(tmp_path, cases, ("A", "2025-01", 1, ["LP/1", "LP/1"]))
    said = kliring("submit", "--manifest", path)
    assert said.code == 0
    assert "1 kiriman baru disimpan" in said.out
    assert "Diterima sebagian" in said.out
    assert re.search(r"B-001 +salah +1 +1 +\w+", said.out)  # code, and what it finds


@pytest.mark.parametrize("text", ["path,agency\n", "", "\xff"])
def test_a_manifest_that_is_none_is_one_line_and_code_2(kliring, tmp_path, text):
    path = tmp_path / "manifest.csv"
    path.write_bytes(text.encode("latin-1"))
    said = kliring("submit", "--manifest", path)
    assert (said.code, said.err.count("\n")) == (2, 1)


def test_no_identifier_is_left_in_the_open_zone_or_in_clear_anywhere(kliring, home, tmp_path):
    canary = "3171044107900001"
    path = tmp_path / "police_persons.csv"
    path.write_text(
        f"no_lp,no_urut,peran,jenis_subjek,nama,nik\nLP/1,1,KORBAN,ORANG,Siti Aminah,{canary}\n"
    )
    said = kliring("submit", path, *HERE, "--json")
    assert canary not in said.out + said.err
    assert "Siti Aminah" not in said.out + said.err
    for each in home.rglob("*"):
        if each.is_file():
            assert canary.encode() not in each.read_bytes()
            assert b"Siti" not in each.read_bytes()


def test_withdrawing_and_sending_again(kliring, cases):
    kliring("submit", cases("LP/1"), *HERE)
    said = kliring("withdraw", *HERE, "--reason", "salah unit", "--json")
    assert (said.code, said.document["revisions"]) == (0, [1])
    status = kliring("status", "--json").document
    assert status["rows"]["police_cases"] == {
        "received": 1, "withdrawn": 1, "superseded": 0, "rejected": 0, "accepted": 0,
    }  # fmt: skip
    assert status["periods"][0]["status"] == "withdrawn"
    assert kliring("submit", cases("LP/1"), *HERE, "--json").document["revision"] == 2
    status = kliring("status", "--json").document
    assert status["periods"][0]["status"] in {"received", "late"}


def test_withdrawing_nothing_or_without_a_reason_is_wrong_use(kliring, cases):
    assert kliring("withdraw", *HERE, "--reason", "x").code == 2
    kliring("submit", cases("LP/1"), *HERE)
    assert kliring("withdraw", *HERE, "--reason", " ").code == 2
    assert kliring("withdraw", *HERE).code == 2


@pytest.mark.slow
def test_two_submits_at_once_both_store_what_they_were_given(kliring, python, cases):
    program = "import sys; from orchestration.cli.app import main; main(sys.argv[1:])"
    files = [cases(f"LP/{n}", name=f"{n}/police_cases.csv") for n in range(3)]
    running = [python(program, "submit", f, *HERE, "--json") for f in files]
    answers = [json.loads(p.communicate(timeout=120)[0]) for p in running]
    assert sorted(a["revision"] for a in answers) == [1, 2, 3]
    assert {p.returncode for p in running} == {0}
    assert kliring("status", "--json").document["submissions"]["received"] == 3
