import json
import subprocess
import sys

import fastexcel
import pytest

from contracts import cli
from contracts.terminal import Terminal, application, run

CASES = """no_lp,tgl_lp,kode_satker,kode_wilayah_satker,bentuk_eksploitasi,tahap
LP/1,2025-01-15,PLD33,33,SEKSUAL,SIDIK
"""


@pytest.fixture
def offline(capsys, monkeypatch, tmp_path):
    """Run an offline command in an empty folder: its exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)

    def answer(*arguments, language="id"):
        app = application(language, "offline.about")
        cli.add(app, language)
        code = run(
            app, [str(a) for a in arguments], Terminal(language), lambda e: pytest.fail(repr(e))
        )
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return answer


@pytest.fixture
def cases(tmp_path):
    path = tmp_path / "police_cases.csv"
    path.write_text(CASES, "utf-8")
    return path


def test_a_clean_file_ends_with_0_and_leaves_nothing_behind(offline, cases, tmp_path):
    code, out, err = offline("check", cases, "--agency", "police")
    assert (code, err) == (0, "")
    assert "Diterima." in out
    assert [p.name for p in tmp_path.iterdir()] == ["police_cases.csv"]


def test_json_is_one_document_as_the_interface_has_it(offline, cases):
    code, out, _ = offline(
        "check", cases, "--agency", "police", "--unit", "A", "--period", "2025-01", "--json"
    )
    assert (code, json.loads(out)) == (
        0,
        {
            "status": "accepted", "agency": "police", "unit": "A", "period": "2025-01",
            "revision": None, "findings": [],
            "records": {"police_cases": {"rows": 1, "accepted": 1, "rejected": 0}},
        },
    )  # fmt: skip


def test_an_error_ends_with_1_and_a_sentence_in_the_language_of_the_session(offline, cases):
    cases.write_text(CASES.replace("SEKSUAL", "NONSENSE"), "utf-8")
    said = {}
    for language in ("id", "en"):
        code, out, _ = offline("check", cases, "--agency", "police", "--json", language=language)
        (finding,) = json.loads(out)["findings"]
        assert (code, finding["severity"], finding["row"]) == (1, "error", 2)
        assert (finding["column"], finding["cell"]) == ("bentuk_eksploitasi", "E2")
        said[language] = finding["message"]
    assert said["id"] != said["en"]


def test_warnings_and_notes_alone_end_with_0(offline, cases):
    cases.write_text(
        CASES.replace("tahap", "tahap,kolom_lain").replace("SIDIK", "SIDIK,x"), "utf-8"
    )
    code, out, _ = offline("check", cases, "--agency", "police", "--json")
    assert (code, json.loads(out)["status"]) == (0, "accepted_with_notes")


def test_a_folder_is_its_files_and_nil_needs_none(offline, cases):
    assert offline("check", cases.parent, "--agency", "police")[0] == 0
    assert offline("check", "--nil", "--agency", "police")[0] == 0
    assert offline("check", cases, "--nil", "--agency", "police")[0] == 1


@pytest.mark.parametrize(
    ("arguments", "needle"),
    [
        (["--agency", "police"], "--nil"), (["x.csv", "--agency", "police"], "x.csv"),
        (["--nil", "--agency", "polisi"], "polisi"), (["--nil"], "--agency"),
        (["--nil", "--agency", "police", "--unit", "a b"], "a b"),
        (["--nil", "--agency", "police", "--period", "2025"], "2025"),
    ],
)  # fmt: skip
def test_wrong_use_is_one_line_and_code_2(offline, arguments, needle):
    code, out, err = offline("check", *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert needle in err


def test_a_marked_copy_is_written_where_it_was_asked_for(offline, cases, tmp_path):
    cases.write_text(CASES.replace("SEKSUAL", "NONSENSE"), "utf-8")
    marked = tmp_path / "marked.xlsx"
    code, out, _ = offline("check", cases, "--agency", "police", "--marked", marked)
    assert (code, str(marked) in out) == (1, True)
    assert "police_cases" in fastexcel.read_excel(marked).sheet_names


def test_a_marked_copy_never_overwrites_what_is_checked(offline, cases):
    before = cases.read_bytes()
    for given in (cases, cases.parent):
        code, out, err = offline("check", given, "--agency", "police", "--marked", cases.name)
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert cases.read_bytes() == before


def test_a_folder_of_folders_is_refused_and_not_called_empty(offline, tmp_path):
    (tmp_path / "2025-01").mkdir()
    code, out, err = offline("check", tmp_path, "--agency", "police")
    assert (code, out) == (2, "")
    assert "2025-01” bukan berkas" in err


def test_a_month_to_come_is_prepared_and_not_checked(offline, cases, tmp_path):
    coming = ("--unit", "A", "--period", "2125-01")
    assert offline("template", "police", "--out", tmp_path / "coming.xlsx", *coming)[0] == 0
    code, _, err = offline("check", cases, "--agency", "police", *coming)
    assert (code, "2125-01 belum dimulai" in err) == (2, True)


def test_a_template_is_written_and_read_again(offline, tmp_path):
    out = tmp_path / "isian.xlsx"
    code, said, _ = offline(
        "template", "police", "--out", out, "--unit", "A", "--period", "2025-01"
    )
    assert (code, str(out) in said) == (0, True)
    code, said, _ = offline("check", out, "--agency", "police", "--json")
    assert code == 1
    assert [f["rule"] for f in json.loads(said)["findings"]] == ["F-015"]
    assert offline("template", "polisi", "--out", out)[0] == 2
    assert offline("template", "police", "--out", tmp_path / "none" / "x.xlsx")[0] == 2


def test_generated_extracts_have_a_manifest_and_their_truth_beside_them(offline, tmp_path):
    code, said, _ = offline(
        "generate", "--out", tmp_path / "g", "--cases", 5, "--seed", 1, "--years", "2024"
    )
    assert (code, "manifest.csv" in said) == (0, True)
    assert (tmp_path / "g_truth" / "persons.csv").exists()
    again = offline("generate", "--out", tmp_path / "g", "--cases", 5, "--seed", 1)
    assert again[0] == 2
    assert (
        offline("generate", "--out", tmp_path / "h", "--cases", 5, "--seed", 1, "--years", "x")[0]
        == 2
    )


def test_generated_extracts_that_cannot_be_written_are_one_line_and_code_2(offline, cases):
    code, out, err = offline("generate", "--out", cases / "g", "--cases", 1, "--seed", 1)
    assert (code, out, err.count("\n")) == (2, "", 1)


def test_alone_it_loads_nothing_above_contracts(tmp_path):
    program = (
        "import sys; sys.argv[1:] = ['--lang', 'en', 'check', '--nil', '--agency', 'police'];\n"
        "from contracts.cli import main\n"
        "try: main()\n"
        "except SystemExit as left: code = left.code\n"
        "print(code, sorted({m.partition('.')[0] for m in sys.modules}"
        " & {'warehouse', 'transforms', 'orchestration', 'duckdb', 'dagster'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=tmp_path, check=True
    )
    assert done.stdout.splitlines()[-1] == "0 []"
    assert "Accepted." in done.stdout
