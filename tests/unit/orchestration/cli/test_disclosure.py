"""`kliring disclosure`: what its files may be, what is refused in a sentence, what it answers."""

import csv
import json

import pytest

CELLS = """sex,prov,reg,n
F,p1,r1,3
F,p1,r2,1
F,p1,r3,9
F,p2,r4,12
M,p1,r1,8
M,p1,r2,6
M,p1,r3,7
M,p2,r4,40
"""
DIMS = "sex,prov>reg"
MAKERS = ("protect", "round")


@pytest.fixture
def made(kliring, tmp_path):
    """Write a file of cells and make a table of it; what was said, and where the table is."""

    def make(command, content, *more, dims=DIMS):
        cells, out = tmp_path / "cells.csv", tmp_path / "out.csv"
        cells.write_bytes(content if isinstance(content, bytes) else content.encode())
        said = kliring("disclosure", command, cells, "--dims", dims, "--out", out, *more)
        return said, out

    return make


def _is_one_sentence(said, code=2):
    return (
        said.code == code
        and not said.out
        and said.err.count("\n") == 1
        and "tidak terduga" not in said.err
        and "unexpected" not in said.err
    )


@pytest.mark.parametrize("command", MAKERS)
@pytest.mark.parametrize(
    ("content", "needle"),
    [
        (CELLS + "F,p1,r1,2\n", "dua baris"),
        ("sex,prov,reg,n\n", "tidak memuat"),
        ("", "CSV"),
        (CELLS.replace("sex,", "reg,", 1), "reg ada dua kali"),
        (CELLS.replace("F,", "=1+1,"), "=1+1"),
        (CELLS.replace("r4", "-1"), "-1"),
        (CELLS.replace("r4", '"\t=1"'), "tak terlihat"),
        (CELLS.replace("r4", "r\0"), "NUL"),
        (CELLS + "total,p2,r4,52\n", "total"),
        (CELLS.replace("9\n", "9,1\n"), "baris 4"),
        (CELLS.replace(",n", ",m"), "kolom n"),
    ],
)
def test_file_that_is_no_table_is_refused(made, command, content, needle):
    said, out = made(command, content)
    assert _is_one_sentence(said), said
    assert needle in said.err
    assert not out.exists()


@pytest.mark.parametrize("command", MAKERS)
@pytest.mark.parametrize("dims", ["sex>sex", "sex,prov>reg>prov", "sex,reg,", "level,reg"])
def test_dimensions_that_cannot_be_are_refused(made, command, dims):
    said, _ = made(command, CELLS, dims=dims)
    assert _is_one_sentence(said), said


@pytest.mark.parametrize("command", MAKERS)
@pytest.mark.parametrize("change", ["semicolons", "bom", "both", "sep"])
def test_what_a_spreadsheet_saves_gives_the_same_table(made, command, change):
    said, out = made(command, CELLS)
    assert said.code == 0, said
    expected = out.read_bytes()
    content = CELLS if change == "bom" else CELLS.replace(",", ";").replace("\n", "\r\n")
    content = "sep=;\r\n" + content if change == "sep" else content
    said, out = made(command, content.encode("utf-8-sig" if change != "semicolons" else "utf-8"))
    assert said.code == 0, said
    assert out.read_bytes() == expected


@pytest.mark.parametrize("command", MAKERS)
def test_input_is_not_written_over(kliring, tmp_path, command):
    cells, link = tmp_path / "cells.csv", tmp_path / "link.csv"
    cells.write_text(CELLS)
    link.symlink_to(cells)
    for out in (cells, tmp_path / "." / "x" / ".." / "cells.csv", link):
        said = kliring("disclosure", command, cells, "--dims", DIMS, "--out", out)
        assert _is_one_sentence(said), said
        assert cells.read_text() == CELLS


def test_results_need_a_place_each(made, kliring, tmp_path):
    blocked, folder = tmp_path / "file", tmp_path / "folder"
    blocked.write_text("")
    folder.mkdir()
    cells = tmp_path / "cells.csv"
    for command in MAKERS:
        made(command, CELLS)
        for out in (folder, blocked / "out.csv"):
            assert _is_one_sentence(
                kliring("disclosure", command, cells, "--dims", DIMS, "--out", out)
            )
    assert _is_one_sentence(made("protect", CELLS, "--certificate", blocked)[0])
    assert _is_one_sentence(made("round", CELLS, "--decisions", tmp_path / "out.csv")[0])
    assert _is_one_sentence(made("round", CELLS, "--decisions", cells)[0])
    assert cells.read_text() == CELLS


def test_what_is_not_there_is_said_to_be_not_there(made, kliring, tmp_path):
    gone = tmp_path / "gone"
    _, out = made("protect", CELLS)
    for arguments in (
        ["protect", gone, "--out", tmp_path / "x.csv"],
        ["round", gone, "--out", tmp_path / "x.csv"],
        ["attack", gone],
        ["verify", gone, "--certificate", tmp_path],
        ["verify", out, "--certificate", gone],
    ):
        said = kliring("disclosure", *arguments, "--dims", DIMS)
        assert _is_one_sentence(said), said
        assert f"{gone} tidak ada" in said.err


def test_pinned_decisions_that_stand_twice_are_refused(made, tmp_path):
    decided = tmp_path / "decided.csv"
    assert made("round", CELLS, "--decisions", decided)[0].code == 0
    decided.write_text(decided.read_text() + "F,p1,r1,3,0\n")
    assert _is_one_sentence(made("round", CELLS, "--pinned", decided)[0])


@pytest.mark.parametrize("fault", ["twice", "missing", "status", "case"])
def test_attack_of_what_is_no_whole_table_is_refused(made, kliring, fault):
    _, out = made("protect", CELLS)
    lines = out.read_text().splitlines(keepends=True)
    lines = {
        "twice": [*lines, lines[-1]],
        "missing": lines[:-1],
        "status": [line.replace("suppressed", "published") for line in lines],
        "case": [line.replace("Total", "TOTAL", 1) for line in lines],
    }[fault]
    out.write_text("".join(lines))
    said = kliring("disclosure", "attack", out, "--dims", DIMS, "--json")
    assert _is_one_sentence(said, 2 if fault == "case" else 3), said


def test_a_table_saved_with_semicolons_can_be_attacked_and_checked(made, kliring, tmp_path):
    proof = tmp_path / "proof"
    _, out = made("protect", CELLS, "--certificate", proof)
    assert (proof / "witnesses.csv").stat().st_mode & 0o077 == 0
    out.write_text(out.read_text().replace(",", ";"), "utf-8-sig")
    said = kliring("disclosure", "attack", out, "--dims", DIMS, "--json")
    assert (said.code, said.document["exact"], said.document["below_goal"]) == (0, 0, 0)
    said = kliring("disclosure", "verify", out, "--dims", DIMS, "--certificate", proof)
    assert said.code == 0, said


def test_nothing_hidden_is_a_table_too(made, kliring, tmp_path):
    content, proof = "a,n\nx,9\ny,0\n", tmp_path / "proof"
    _, out = made("protect", content, "--certificate", proof, dims="a")
    assert kliring("disclosure", "attack", out, "--dims", "a").code == 0
    assert kliring("disclosure", "verify", out, "--dims", "a", "--certificate", proof).code == 0


def test_codes_come_back_as_they_were(made):
    content = 'a,n\n"P, S",9\n"says ""no""",7\n60+,8\n Bali,6\n'
    _, out = made("protect", content, dims="a")
    with out.open(newline="") as file:
        codes = {row["a"] for row in csv.DictReader(file)}
    assert codes == {"P, S", 'says "no"', "60+", " Bali", "Total"}


@pytest.mark.parametrize("command", MAKERS)
def test_answers_are_in_the_language_of_the_session_and_documents_are_not(made, kliring, command):
    said, out = made(command, CELLS)
    english, _ = made(command, CELLS, "--lang", "en")
    assert "suppressed" not in said.out + kliring("disclosure", "attack", out, "--dims", DIMS).out
    assert "Sel tabel: 21" in said.out
    assert "Cells of the table: 21" in english.out
    document, _ = made(command, CELLS, "--json")
    keys = {
        "protect": ["primaries", "suppressed", "suppressed_sum", "uncertified"],
        "round": ["rounded", "largest_deviation", "mean_deviation"],
    }
    assert list(json.loads(document.out)) == ["cells", *keys[command], "seconds"]


@pytest.mark.parametrize("language", ["id", "en"])
def test_help_explains_separator_and_dimensions(kliring, language):
    for command in ("", "protect", "attack", "verify", "round"):
        arguments = ["disclosure", *command.split(), "--help", "--lang", language]
        said = " ".join(kliring(*arguments).out.replace("│", " ").split())
        assert {"id": "titik koma", "en": "semicolons"}[language] in said
        assert "prov>reg+isl>reg" in said
