"""The command from a proposal to a verified release, and its answers when something is wrong."""

import json
import re
import shutil
from pathlib import Path

import polars as pl
import pytest

from orchestration.cli.app import answer
from warehouse.releases.contents import tables

COUNTS = {("15-17", "P"): 31, ("18-24", "P"): 40, ("18-24", "L"): 22, ("U", "L"): 2}


@pytest.fixture
def run(world, monkeypatch, capsys):
    """Run a command on the world's data root: its exit code and what it said."""
    monkeypatch.setenv("KLIRING_KEYS", str(world.store.keys and world.keys / "keys.json"))

    def call(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = answer(["--home", str(world.zones.home), "--lang", "en", *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def test_from_proposal_to_verified_release(world, cells, run) -> None:
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)})
    code, out, err = run("release", "propose", "annual", "--year", "2024", "--as", "ratna")
    assert (code, out) == (0, "annual-2024-1\n")
    assert "no secret is learned" in err
    review = ("release", "review", "annual-2024-1", "--approve", "--reason", "checked")
    for name, next_step in (("budi", "more needed: 1"), ("sari", "release publish annual-2024-1")):
        assert run("release", "publish", "annual-2024-1")[0] == 3
        code, out, _ = run(*review, "--as", name, "--key", str(world.keys / f"{name}.json"))
        assert (code, next_step in out) == (0, True)
    assert run("release", "publish", "annual-2024-1")[0] == 0
    assert run("release", "verify")[0] == 0
    assert run("release", "verify", "annual-2024-1")[0] == 0
    listed = json.loads(run("release", "list", "--json")[1])
    assert [one["state"] for one in listed] == ["published"]
    assert {vote["reason"] for vote in listed[0]["votes"]} == {"checked"}
    assert json.loads(run("status", "--json")[1])["last_release"]["release"] == "annual-2024-1"


def test_what_is_published_or_withdrawn_without_a_site_is_said_to_be(world, cells, run) -> None:
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)})
    release = run("release", "propose", "annual", "--year", "2024", "--as", "ratna")[1].strip()
    for name in ("budi", "sari"):
        key = ("--key", str(world.keys / f"{name}.json"))
        run("release", "review", release, "--approve", "--reason", "checked", "--as", name, *key)
    foreign = world.zones.make(world.zones.site) / "thesis.txt"
    foreign.write_text("mine")
    code, out, err = run("release", "publish", release, "--json")
    assert (code, err.count("\n")) == (1, 1)
    told = json.loads(out)
    assert (told["release"], told["site"]) == (release, None)
    assert Path(told["path"]) == world.zones.released(release)
    assert "holds other things" in told["why"]
    assert f"{release} is published" in err
    assert "`kliring site`" in err
    assert json.loads(run("release", "list", "--json")[1])[0]["state"] == "published"
    code, out, err = run("release", "withdraw", release, "--note", "counted twice")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert f"{release} is withdrawn" in err
    foreign.unlink()
    assert run("site")[0] == 0


def test_a_report_is_a_draft_until_a_release_stands(world, cells, run) -> None:
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)})
    report = ("report", "annual", "--year", "2024", "--format", "html")
    assert "/reports/draft/" in run(*report)[1]
    release = world.release()
    path = run(*report)[1].strip()
    assert "/draft/" not in path
    assert "DRAF" not in Path(path).read_text("utf-8")
    run("release", "withdraw", release, "--note", "wrong year")
    assert not Path(path).exists()
    assert "/reports/draft/" in run(*report)[1]


def test_a_changed_byte_ends_with_3_and_one_sentence(world, cells, run) -> None:
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)})
    table = world.zones.released(world.release()) / "tables" / "A2_victims.csv"
    table.write_bytes(table.read_bytes().replace(b"published", b"Published", 1))
    code, out, err = run("release", "verify")
    assert (code, out, err.count("\n")) == (3, "", 1)
    assert "A2_victims.csv is not the one that was signed. Restore" in err


def test_an_outsider_checks_a_copy_of_the_release_folder_alone(
    world, cells, run, monkeypatch
) -> None:
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)})
    release = world.release()
    copy = world.keys / "copy"
    shutil.copytree(world.zones.release, copy, ignore=shutil.ignore_patterns("proposals"))
    monkeypatch.setenv("KLIRING_HOME", str(world.keys / "nowhere"))
    monkeypatch.setenv("KLIRING_RESTRICTED", str(world.keys / "nowhere" / "restricted"))
    monkeypatch.setenv("KLIRING_KEYS", str(world.keys / "no.json"))

    def verify(*more: str) -> tuple[int, str, str]:
        return run("release", "verify", "--public", str(copy), *more)

    assert verify()[::2] == (0, "")
    told = json.loads(verify(release, "--json")[1])
    assert told["verified"] == [release]
    assert told["hidden"] == told["proved"] > 0
    assert not (world.keys / "no.json").exists()
    for name in ("tables/A2_victims.csv", "cells.parquet", "certificate/worlds.csv",
                 "certificate/claim.json"):  # fmt: skip
        path = copy / release / name
        kept = path.read_bytes()
        path.write_bytes(kept[:-2] + bytes([kept[-2] ^ 1]) + kept[-1:])
        code, out, err = verify()
        assert (code, out, err.count("\n")) == (3, "", 1)
        assert name in err
        path.write_bytes(kept)
    book = copy / "ledger.jsonl"
    book.write_bytes(book.read_bytes().replace(b"approve", b"Approve", 1))
    assert verify()[0] == 3
    assert "ledger.jsonl" in verify()[2]
    assert run("release", "verify", "--public", str(world.keys / "nowhere"))[0] == 2


def test_a_refused_release_names_table_cell_and_earlier_release(world, cells, run) -> None:
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)})
    first = world.release()
    world.vintage({2024: cells["by_age_and_sex"](COUNTS | {("18-24", "L"): 23})})
    code, out, err = run("release", "propose", "annual", "--year", "2024")
    sentence, *waiting = err.splitlines()
    assert (code, out) == (3, "")
    assert first in sentence
    assert waiting[0].startswith("- table A2 (Victims by year of the first record), row “Total”")
    assert "(TOTAL)" not in err


def test_corrections_that_wait_are_all_named(world, cells, run) -> None:
    """One girl and one boy more, one man and one woman more: fifteen figures moved by 1 to 4."""
    before = {("15-17", "P"): 31, ("15-17", "L"): 8, ("18-24", "P"): 40, ("18-24", "L"): 22}
    world.vintage({2024: cells["by_age_and_sex"](before)})
    first = world.release()
    world.vintage({2024: cells["by_age_and_sex"]({of: n + 1 for of, n in before.items()})})
    ages, sexes = ("15-17", "ANAK", "18-24", "DEWASA", "TOTAL"), ("L", "P", "TOTAL")
    waiting = {f"A2-victims-{sex}-{age}" for age in ages for sex in sexes}
    propose = ("release", "propose", "annual", "--year", "2024")
    code, out, err = run(*propose)
    assert (code, out) == (3, "")
    sentence, *listed, further = err.splitlines()
    assert f"wait: {len(waiting)}. " in sentence
    assert [line.count(f"fewer than 5 changed since {first}") for line in listed] == [1] * 5
    assert further == "- and 10 more; all of them with --json"
    for language, word in (("en", "Total"), ("id", "Jumlah")):
        code, out, _ = run("--lang", language, *propose, "--json")
        told = json.loads(out)
        assert (code, told["refused"], told["waiting"]) == (3, "release.refused.versions", 15)
        assert {one["figure"] for one in told["findings"]} == waiting
        assert {one["earlier"] for one in told["findings"]} == {first}
        assert {one["threshold"] for one in told["findings"]} == {5}
        assert any(one["row"] == f"{word} (TOTAL)" for one in told["findings"])
        assert not {"value", "before", "by"} & set(told["findings"][0])
        assert "--json" not in told["sentence"]


def test_a_figure_tells_its_origin_and_no_secret(world, cells, run) -> None:
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)})
    world.release()
    told = json.loads(run("figure", "A2-victims-P-15-17", "--json")[1])
    assert told["quantity"] == "victims|2024|victim|count|age=15-17&sex=P"
    assert [one["release"] for one in told["releases"]] == ["annual-2024-1"]
    hidden = json.loads(run("figure", "A2-victims-L-U", "--json")[1])
    assert hidden["cell"]["value"] is None
    assert [one["status"] for one in hidden["releases"]] == ["suppressed"]
    assert run("figure", "A2-none")[0] == 2


def test_every_kind_of_cell_looks_different_in_the_csv(cells) -> None:
    row, column = ("age_rollup", "U", None), ("jenis_kelamin", "P", None)
    kinds = {
        "published": {"shown_code": "published"},
        "suppressed": {"shown_code": "suppressed", "value": None},
        "withheld": {"shown_code": "withheld", "value": None},
        "rounded": {"shown_code": "rounded"},
        "not_recorded": {"value": None, "value_status_code": "not_recorded"},
        "not_reported": {"value": None, "value_status_code": "not_reported"},
    }
    made = [
        cells["cell"]("A2", "victims", row, column, 10) | {"shown_code": "published"} | kind
        for kind in kinds.values()
    ]
    made.append(cells["cell"]("A2", "victims", row, column, 0) | {"shown_code": "published"})
    content = tables(pl.DataFrame(made, infer_schema_length=None))["tables/A2_victims.csv"]
    read = pl.read_csv(content)
    assert read["status"].to_list() == [*kinds, "published"]
    assert read["value"].to_list() == [10, None, None, 10, None, None, 0]


def test_the_dossier_names_every_release_that_was_attacked_and_the_command_counts_them(
    world, cells, run
) -> None:
    world.vintage({2023: cells["by_age_and_sex"](COUNTS), 2024: cells["by_age_and_sex"](COUNTS)})
    first = world.release()
    code, out, err = run("release", "propose", "annual", "--year", "2023", "--as", "ratna")
    assert code == 0
    assert "all earlier releases (1): no secret" in err
    folder = world.zones.proposal(out.strip())
    assert f"Attacked together with: {first}." in (folder / "dossier.en.html").read_text("utf-8")


def test_a_reviewer_reads_definition_rule_of_every_cell_and_a_draft(world, cells, run) -> None:
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)})
    release = run("release", "propose", "annual", "--year", "2024", "--as", "ratna")[1].strip()
    folder = world.zones.proposal(release)
    dossier = (folder / "dossier.en.html").read_text("utf-8")
    assert "<li>Definition: " in dossier
    assert '<a href="tables/A2_victims.csv">Victims by year of the first record</a>' in dossier
    assert (
        "persons recorded as victims, by the year of their first record; unit: victims" in dossier
    )
    assert "general, k = 5" in dossier
    every = (folder / "cells.en.html").read_text("utf-8")
    (total,) = re.findall(r"<tr>\s*<td>Total</td>(.*?)</tr>", every, re.DOTALL)
    assert total.count("<strong>g</strong>") == 4
    assert 'class="suppressed"' in every
    links = re.findall(r'href="([^"#]*)"', dossier)
    for path in links:
        assert (folder / path).is_file(), path
    draft = (folder / next(path for path in links if "draft" in path)).read_text("utf-8")
    assert "DRAFT" in draft
    assert "<svg" not in draft


def test_the_list_tells_votes_that_count_those_that_do_not_and_the_embargo(
    world, cells, run
) -> None:
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)})
    propose = ("release", "propose", "annual", "--year", "2024", "--as", "ratna")
    until = "2099-01-01T00:00:00+07:00"
    release = run(*propose, "--embargo", until)[1].strip()
    approve = ("release", "review", release, "--approve", "--reason", "checked")
    budi = ("--as", "budi", "--key", str(world.keys / "budi.json"))
    run(*approve, *budi)
    page = world.zones.proposal(release) / "dossier.en.html"
    page.write_text(page.read_text("utf-8") + "\nA remark.\n", "utf-8")
    run(*approve, "--as", "sari", "--key", str(world.keys / "sari.json"))
    told = json.loads(run("release", "list", "--json")[1])[0]
    assert told["embargo"] == until
    assert {vote["by"]: vote["is_valid"] for vote in told["votes"]} == {"budi": False, "sari": True}
    line = run("release", "list")[1]
    assert f"approved: sari  void: budi  embargo until {until}" in line
    assert "The earlier vote of budi (approved) is replaced" in run(*approve, *budi)[2]
    assert json.loads(run(*approve, *budi, "--json")[1])["replaced"] == "approve"


def test_an_embargo_that_is_past_is_refused_and_other_proposals_are_named(
    world, cells, run
) -> None:
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)})
    propose = ("release", "propose", "annual", "--year", "2024", "--as", "ratna")
    code, out, err = run(*propose, "--embargo", "2020-01-01")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "is past" in err
    first = run(*propose)[1].strip()
    assert f"still open: {first}." in run(*propose)[2]
    assert json.loads(run(*propose, "--json")[1])["also_open"] == [first, "annual-2024-2"]


def test_what_is_refused_is_said_in_words_and_once_in_json(world, cells, run) -> None:
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)})
    release = run("release", "propose", "annual", "--year", "2024", "--as", "ratna")[1].strip()
    for arguments in (("publish", release), ("verify", "annual-1999-1")):
        code, out, err = run("release", *arguments, "--json")
        told = json.loads(out)
        assert told["sentence"] + "\n" == err
        assert told["refused"].startswith("release.")
        assert code != 0
    reject = ("release", "review", release, "--reject", "--reason", "wrong year")
    said = run("--lang", "id", *reject, "--as", "budi", "--key", str(world.keys / "budi.json"))[1]
    assert "bersifat final" in said
    assert "berstatus ditolak" in run("--lang", "id", "release", "publish", release)[2]


def test_a_second_withdrawal_is_said_to_be_one(world, cells, run) -> None:
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)})
    withdraw = ("release", "withdraw", world.release(), "--note", "wrong year")
    assert run(*withdraw)[0] == 0
    code, _, err = run(*withdraw)
    assert code == 2
    assert "was withdrawn before" in err


def test_help_lists_the_steps_in_the_order_of_the_work(run) -> None:
    told = run("release", "--help")[1]
    steps = ("key", "propose", "review", "publish", "verify", "withdraw", "list")
    places = [re.search(rf"^\W*{step} ", told, re.MULTILINE) for step in steps]
    assert all(places)
    assert [place.start() for place in places] == sorted(place.start() for place in places)
