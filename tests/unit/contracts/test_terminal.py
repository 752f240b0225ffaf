import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.problems import ExitCode, Problem
from contracts.terminal import Terminal, taken


@pytest.mark.parametrize(
    ("arguments", "value", "rest"),
    [
        (["--home", "d", "status"], "d", ["status"]),
        (["status", "--home", "d", "--json"], "d", ["status", "--json"]),
        (["--home=d", "status"], "d", ["status"]),
        (["--home", "a", "status", "--home", "b"], "b", ["status"]),
        (["status", "--home"], "", ["status"]),
        (["status", "--", "--home", "d"], None, ["status", "--", "--home", "d"]),
        (["report", "annual", "--home", "d"], None, ["report", "annual", "--home", "d"]),
        (["status", "--homes", "d"], None, ["status", "--homes", "d"]),
    ],
)
def test_a_global_option_is_taken_from_anywhere_but_behind_a_stop(arguments, value, rest):
    assert taken(arguments, "--home", stop=("report",)) == (value, rest)


@given(st.lists(st.text(min_size=1)).filter(lambda a: not any(x.startswith("--home") for x in a)))
def test_arguments_without_it_stay_as_they_are(arguments):
    assert taken(arguments, "--home") == (None, arguments)


def test_a_problem_is_one_line_in_either_language_whatever_its_values():
    problem = Problem("storage.unit_malformed", unit="a\nb {x}")
    assert problem.exit_code == ExitCode.WRONG_USE
    for language in ("id", "en"):
        assert "a b {x}" in problem.sentence(language)
        assert "\n" not in problem.sentence(language)
    assert str(problem) == problem.sentence("en")


@pytest.mark.parametrize(
    ("language", "further", "end"),
    [
        ("id", 0, "bukan yang ditandatangani. Pulihkan dari salinan."),
        ("id", 2, "bukan yang ditandatangani (dan 2 lagi). Pulihkan dari salinan."),
        ("en", 0, "is not the one that was signed. Restore it from a copy."),
        ("en", 1, "is not the one that was signed (and 1 more). Restore it from a copy."),
    ],
)
def test_a_problem_says_how_many_more_there_are_only_if_there_are(language, further, end):
    problem = Problem("release.file_changed", release="r", file="f", further=further)
    assert problem.sentence(language).endswith(end)


def test_progress_is_silent_when_nobody_watches(capsys):
    terminal = Terminal("id")
    with terminal.progress("terminal.help_option", 3) as advance:
        advance(3)
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "")
