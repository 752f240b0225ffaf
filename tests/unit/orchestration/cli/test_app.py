import json
import sys

import pytest

from contracts.messages import subject_texts, text
from orchestration.cli import status
from orchestration.cli.app import build

COMMANDS = ["template", "check", "generate", "submit", "withdraw", "run", "status", "query", "demo"]
GROUPS = {"report": ["annual", "regional", "incidental"], "keys": ["init", "rotate", "show"]}


def test_the_help_is_in_indonesian_unless_asked_otherwise(kliring, monkeypatch):
    said = kliring("--help")
    assert said.code == 0
    assert "Simpan kiriman" in said.out
    assert "Pilihan" in said.out
    english = kliring("--help", "--lang", "en").out
    assert "Store a submission" in english
    assert kliring("--lang=en", "--help").out == english
    monkeypatch.setenv("KLIRING_LANG", "en")
    assert kliring("--help").out == english


@pytest.mark.parametrize(
    "command", [*COMMANDS, *(f"{g} {c}" for g, cs in GROUPS.items() for c in cs)]
)
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_command_explains_itself_in_both_languages(kliring, command, language):
    said = kliring(*command.split(), "--help", "--lang", language)
    assert said.code == 0
    assert {"id": "Tampilkan bantuan ini", "en": "Show this help"}[language] in said.out


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_province_that_does_not_exist_gets_one_sentence_and_makes_nothing(
    kliring, tmp_path, language
):
    home = tmp_path / "none"
    asked = ["report", "regional", "--year", "2024", "--province", "99"]
    said = kliring("--home", str(home), "--lang", language, *asked)
    assert (said.code, said.out) == (2, "")
    assert said.err.strip() == text("storage.province_unknown", language, province="99")
    assert not home.exists()


def test_both_languages_have_the_same_wording_keys():
    def keys(texts, before=""):
        return {
            key
            for name, value in texts.items()
            for key in (
                keys(value, f"{before}{name}.") if isinstance(value, dict) else [before + name]
            )
        }

    for subject in ("cli", "offline", "terminal", "answers", "storage"):
        assert keys(subject_texts(subject, "id")) == keys(subject_texts(subject, "en"))


def test_the_help_loads_nothing_heavy(python):
    program = (
        "import sys; from orchestration.cli.app import answer; answer(['--help']); "
        "print('loaded:', sorted({m.partition('.')[0] for m in sys.modules} & set(sys.argv[1:])))"
    )
    heavy = ["polars", "pandera", "duckdb", "dagster", "dbt", "splink", "cryptography", "altair"]
    out, err = python(program, *heavy).communicate(timeout=60)
    assert out.splitlines()[-1] == "loaded: []", err


@pytest.mark.parametrize(
    ("arguments", "needle"),
    [
        (["statu"], "statu"), (["status", "--foo"], "--foo"), (["status", "x"], "x"),
        (["query"], "SQL"), (["report", "annual"], "--year"),
        (["report", "annual", "--year", "x"], "--year"), (["report", "annual", "--year"], "--year"),
        (["report", "incidental"], "--case"),
        (["query", "select 1", "--format", "xml"], "--format"),
        (["report", "annual", "--year", "2024", "--format", "doc"], "doc"),
        (["report", "annual", "--year", "2024", "--lang", "fr"], "fr"),
        (["keys", "rotate", "identity"], "identity"), (["--lang", "fr", "status"], "fr"),
    ],
)  # fmt: skip
def test_wrong_use_is_one_line_on_stderr_and_code_2(kliring, arguments, needle):
    kliring("keys", "init")
    said = kliring(*arguments)
    assert (said.code, said.out) == (2, "")
    assert needle in said.err
    assert said.err.count("\n") == 1


def test_help_and_wrong_use_are_in_the_language_of_the_session(kliring):
    for command in (("--help",), ("status", "--help"), ("keys", "--help")):
        said = kliring(*command).out
        assert "Pemakaian: kliring" in said
        assert not [word for word in ("Usage", "OPTIONS", "ARGS") if word in said]
    assert "Usage: kliring" in kliring("--lang", "en", "status", "--help").out
    assert kliring("statu").err.startswith("Perintah “statu” tidak ada. Lihat")


@pytest.mark.parametrize(
    ("arguments", "panel"),
    [([], "Sekretariat"), (["keys"], "Perintah"), (["report"], "Perintah")],
)
def test_a_command_that_is_a_group_shows_its_help(kliring, arguments, panel):
    said = kliring(*arguments)
    assert (said.code, panel in said.out) == (2, True)


@pytest.mark.parametrize(("language", "other"), [("id", "Perintah"), ("en", "Commands")])
def test_the_help_says_for_whom_every_command_is(kliring, language, other):
    assert f"─ {other} ─" not in kliring("--lang", language, "--help").out


def test_a_data_folder_that_is_a_file_is_called_that(kliring, tmp_path):
    path = tmp_path / "polisi.xlsx"
    path.touch()
    said = kliring("--home", path, "status")
    assert (said.code, said.err) == (
        2,
        f"“{path}” bukan folder; pilih folder data dengan --home.\n",
    )


def test_nothing_there_yet_is_said_with_what_to_do(kliring):
    assert kliring("status").code == 0
    assert "kliring submit" in kliring("status").out
    assert (kliring("run").code, kliring("query", "select 1").code) == (2, 2)


def test_an_exception_nobody_foresaw_is_one_sentence_and_a_log_without_values(
    kliring, home, monkeypatch
):
    def broken(_):
        message = "3171044107900001"
        raise RuntimeError(message)

    kliring("keys", "init")
    monkeypatch.setattr(status, "_overview", broken)
    said = kliring("status")
    assert (said.code, said.err.count("\n"), said.out) == (2, 1, "")
    assert str(home / "logs") in said.err
    log = (home / "logs" / "kliring.jsonl").read_text()
    assert json.loads(log)["error"] == "RuntimeError"
    assert "3171044107900001" not in log + said.err


def test_interrupting_is_one_line(kliring, monkeypatch):
    def interrupted(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(status, "_overview", interrupted)
    said = kliring("status")
    assert (said.code, said.err.count("\n")) == (130, 1)


def test_a_reader_that_leaves_is_no_error(python):
    program = (
        "import sys, time; from orchestration.cli.app import main; "
        "time.sleep(0.5); main(['--help'])"
    )
    process = python(program)
    process.stdout.close()
    assert "Traceback" not in process.stderr.read()
    process.wait(timeout=60)


def test_keys_are_shown_by_id_and_date_only(kliring, tmp_path):
    kliring("keys", "init")
    file = tmp_path / "config" / "keys.json"
    before = file.read_bytes()
    kliring("keys", "init")
    assert file.read_bytes() == before
    hexes = [k["hex"] for k in json.loads(before)["keys"]]
    said = kliring("keys", "show"), kliring("keys", "show", "--json"), kliring("keys", "rotate")
    assert not any(h in s.out + s.err for s in said for h in hexes)
    assert [n["purpose"] for n in said[1].document] == ["desk", "linkage", "identity", "storage"]
    rotated = json.loads(file.read_text())["keys"]
    assert sum(k["retired"] is not None for k in rotated) == 3


def test_showing_keys_that_are_not_there_makes_none(kliring, tmp_path):
    assert kliring("keys", "show").code == 2
    assert not (tmp_path / "config").exists()


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_option_of_every_command_is_explained(language):
    from typer.main import get_command

    def commands(group):
        for command in group.commands.values():
            yield from commands(command) if hasattr(command, "commands") else [command]

    for command in commands(get_command(build(language))):
        assert command.help
        assert all(p.help for p in command.params), command.name


@pytest.mark.usefixtures("home")
def test_the_entry_point_leaves_with_the_exit_code(monkeypatch):
    from orchestration.cli.app import main

    monkeypatch.setattr(sys, "argv", ["kliring", "query", "select 1"])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 2


@pytest.mark.parametrize(("command", "option"), [("review", "--reason"), ("withdraw", "--note")])
def test_the_help_says_that_a_reason_is_needed(kliring, command, option):
    panel = kliring("release", command, "--help").out.partition("Pilihan")[2]
    told = panel[panel.index(option) :].partition("--")[2].partition(" --")[0]
    assert "[wajib]" in told
