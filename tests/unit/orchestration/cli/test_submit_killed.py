"""Kill -9 at many points of a submit, the same command again: the same end state."""

import signal

import pytest

from warehouse.keys import load
from warehouse.landing import Landing, receipts
from warehouse.settings import Settings

pytestmark = pytest.mark.slow  # every try is a process of its own

# Kills itself at the n-th time it makes, opens for writing or renames something in the data root.
KILLED = """
import os, signal, sys
home, count, last = os.environ["KLIRING_HOME"], 0, int(sys.argv[1])
def hook(event, args):
    global count
    watched = event in {"os.mkdir", "os.rename", "os.remove", "os.link"} or (
        event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR)
    )
    if watched and home in str(args[0]):
        count += 1
        if count == last:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(hook)
from orchestration.cli.app import answer
code = answer(sys.argv[2:])
print(count)
sys.exit(code)
"""


@pytest.fixture
def manifest(tmp_path, cases):
    lines = ["path,agency,unit,period,revision,received_at,nil"]
    for unit in ("A", "B"):
        for revision in (1, 2):
            folder = f"sent/{unit}/r{revision}"
            cases(*(f"LP/{n}" for n in range(revision)), name=f"{folder}/police_cases.csv")
            lines.append(f"{folder},police,{unit},2025-01,{revision},2025-02-01,T")
        lines.append(f",police,{unit},2025-02,,2025-03-01,Y")
    path = tmp_path / "manifest.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def state():
    """Receipts as they stand and the content behind them."""
    settings = Settings.load()
    landing = Landing(settings.zones, load(settings.key_file, settings.zones))
    with landing.writing():
        pass
    left = list(settings.zones.landing.rglob(".writing-*"))
    return {r.submission_id: (r, landing.read(r)) for r in receipts(settings.zones)}, left


@pytest.fixture
def killed(python, monkeypatch, tmp_path, manifest):
    """Submit in a new data root and die at the n-th step: how it ended, what it said."""

    def submit(last):
        monkeypatch.setenv("KLIRING_HOME", str(tmp_path / f"data{last}"))
        process = python(KILLED, last, "submit", "--manifest", manifest)
        out, err = process.communicate(timeout=120)
        return process.returncode, out, err

    return submit


@pytest.fixture
def whole(killed):
    """The end state of a run that nobody disturbed, and the steps it took."""
    code, out, err = killed(10**9)
    assert code == 0, err
    stored, left = state()
    assert len(stored) == 6
    assert not left
    return stored, int(out.split()[-1])


@pytest.fixture
def survives(killed, kliring, manifest, whole):
    """Die at the n-th step, submit again: all is as if nothing had happened."""

    def check(last):
        code, _, err = killed(last)
        assert code == -signal.SIGKILL, err
        again = kliring("submit", "--manifest", manifest)
        assert again.code == 0, again.err
        assert state() == (whole[0], [])

    return check


def test_killed_half_way_and_at_the_last_rename(survives, whole):
    for last in (whole[1] // 2, whole[1] - 3):
        survives(last)


@pytest.mark.slow
def test_killed_at_any_step(survives, whole):
    for last in range(1, whole[1], 2):
        survives(last)
