"""`kliring disclosure round`: the file that comes out, the decisions kept, what is refused."""

import csv

CELLS = """sex,prov,reg,n
F,p1,r1,3
F,p1,r2,1
F,p2,r3,12
M,p1,r1,0
M,p2,r3,4
"""
DIMS = "sex,prov>reg"


def _rows(path):
    with path.open(newline="") as file:
        return {(r["sex"], r["reg"]): r for r in csv.DictReader(file)}


def test_table_adds_up_and_shows_no_small_count(kliring, tmp_path):
    cells, out = tmp_path / "cells.csv", tmp_path / "out" / "table.csv"
    cells.write_text(CELLS)
    answer = kliring("disclosure", "round", cells, "--dims", DIMS, "--out", out, "--json")
    assert answer.code == 0
    assert answer.document["cells"] == 18
    rows = _rows(out)
    columns = ["sex", "reg", "value", "status", "reg_level", "reg_parents"]
    assert list(next(iter(rows.values()))) == columns
    assert rows["F", "r1"]["reg_parents"] == "p1"
    assert {r["status"] for r in rows.values()} == {"rounded"}
    values = {cell: int(r["value"]) for cell, r in rows.items()}
    assert not {1, 2, 3, 4} & set(values.values())
    assert values["Total", "Total"] == values["F", "Total"] + values["M", "Total"]
    assert values["F", "p1"] == values["F", "r1"] + values["F", "r2"]


def test_decisions_are_kept_for_the_next_version(kliring, tmp_path):
    cells, decided = tmp_path / "cells.csv", tmp_path / "decided.csv"
    cells.write_text(CELLS)
    first = tmp_path / "first.csv"
    options = ["--dims", DIMS, "--out", first, "--decisions", decided]
    assert kliring("disclosure", "round", cells, *options).code == 0
    assert decided.stat().st_mode & 0o077 == 0
    cells.write_text(CELLS.replace("F,p2,r3,12", "F,p2,r3,13"))
    second = tmp_path / "second.csv"
    options = ["--dims", DIMS, "--out", second, "--pinned", decided]
    assert kliring("disclosure", "round", cells, *options).code == 0
    before, after = _rows(first), _rows(second)
    for cell in (("F", "r1"), ("F", "r2"), ("M", "r3")):
        assert before[cell] == after[cell]


def test_damaged_files_are_refused_in_a_sentence(kliring, tmp_path):
    cells, out = tmp_path / "cells.csv", tmp_path / "table.csv"
    for content in ("sex,n\nF,1\n", CELLS.replace(",12", ",x"), CELLS.replace("F,p1", ",p1")):
        cells.write_text(content)
        answer = kliring("disclosure", "round", cells, "--dims", DIMS, "--out", out)
        assert answer.code
        assert "Traceback" not in answer.err
        assert answer.err.strip()
        assert not out.exists()
    cells.write_text(CELLS)
    options = ["--dims", DIMS, "--out", out, "--pinned", cells]
    assert kliring("disclosure", "round", cells, *options).code
