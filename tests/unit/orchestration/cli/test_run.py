"""What `run` says when a check stops it: whether new data are out depends on where it stood."""

import pytest

from contracts.problems import ExitCode
from orchestration.cli.run import tell
from orchestration.cli.session import Session
from orchestration.plan import RunResult
from warehouse.settings import Settings

RELEASES = "published/current: no_release_gives_anyone_away"


@pytest.mark.parametrize(
    ("materialised", "blocked_by", "said"),
    [
        (("landing",), "validated/police: contract", "published data are unchanged"),
        (("published/current",), RELEASES, "New data were published"),
    ],
)
def test_a_check_says_what_is_out(tmp_path, capsys, materialised, blocked_by, said) -> None:
    session = Session(Settings.load(home=tmp_path, language="en", environment={}))
    result = RunResult(materialised=materialised, blocked_by=(blocked_by,))
    assert tell(session, result, {}) == ExitCode.BLOCKED
    captured = capsys.readouterr()
    assert blocked_by in captured.out
    assert said in captured.err
