import json
import subprocess
import sys
from dataclasses import dataclass

import pytest

from orchestration.cli.app import answer

CASES = """no_lp,tgl_lp,kode_satker,kode_wilayah_satker,bentuk_eksploitasi,tahap
{}"""


@dataclass(frozen=True)
class Answer:
    """What a command said."""

    code: int
    out: str
    err: str

    @property
    def document(self):
        """The one JSON document on stdout."""
        return json.loads(self.out)


def cases_csv(*numbers, form="SEKSUAL"):
    """A file of laporan polisi that passes all checks."""
    rows = [f"{n},2025-01-15,PLD33,33,{form},SIDIK" for n in numbers]
    return CASES.format("\n".join(rows)) + "\n"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A data root with nothing in it, and a place for the keys."""
    monkeypatch.setenv("KLIRING_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("KLIRING_KEYS", str(tmp_path / "config" / "keys.json"))
    monkeypatch.delenv("KLIRING_LANG", raising=False)
    monkeypatch.delenv("KLIRING_RESTRICTED", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "data"


@pytest.fixture
def kliring(home, capsys):  # noqa: ARG001 - the command works in it
    """Run the command in this process."""

    def run(*arguments):
        code = answer([str(a) for a in arguments])
        captured = capsys.readouterr()
        return Answer(code, captured.out, captured.err)

    return run


@pytest.fixture
def cases(tmp_path):
    """Write a file of laporan polisi; its path."""

    def write(*numbers, name="police_cases.csv", **more):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(cases_csv(*numbers, **more), "utf-8")
        return path

    return write


@pytest.fixture
def python(home):  # noqa: ARG001 - the command works in it
    """Start an interpreter on a program; it inherits the data root."""

    def start(program, *arguments):
        return subprocess.Popen(
            [sys.executable, "-c", program, *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start
