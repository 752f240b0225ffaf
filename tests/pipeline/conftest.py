"""One small world, run once from extracts to reports; many tests look at what came out."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
import pytest

from contracts.synthetic import canaries
from contracts.synthetic.generate import generate

ROOT = Path(__file__).parents[2]
COMMAND = [str(Path(sys.executable).with_name("kliring"))]
CASES, SEED = 120, 11


@dataclass
class World:
    """A data root of its own, and the command on it."""

    home: Path
    keys: Path
    environment: dict[str, str] = field(default_factory=dict)

    def kliring(self, *arguments: object, expect: int = 0) -> str:
        """Run the command as a process of its own; what it printed."""
        done = subprocess.run(
            [*COMMAND, *map(str, arguments)],
            env=self.variables,
            cwd=self.home.parent,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == expect, done.stderr[-3000:] + done.stdout[-1000:]
        return done.stdout

    def start(self, *arguments: object) -> subprocess.Popen[bytes]:
        """Start the command and do not wait for it."""
        return subprocess.Popen(
            [*COMMAND, *map(str, arguments)],
            env=self.variables,
            cwd=self.home.parent,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def another(self, folder: Path) -> "World":
        """An empty data root with the same keys."""
        return World(folder / "data", self.keys)

    @property
    def variables(self) -> dict[str, str]:
        """The environment of the command."""
        return {
            **os.environ,
            "KLIRING_HOME": str(self.home),
            "KLIRING_KEYS": str(self.keys),
            **self.environment,
        }

    def marts(self, name: str) -> pl.DataFrame:
        """A published table."""
        return pl.read_parquet(self.home / "published" / "current" / f"{name}.parquet")

    def status(self) -> dict:
        """What `kliring status --json` says."""
        return json.loads(self.kliring("status", "--json"))


@pytest.fixture(scope="session")
def extracts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fictitious extracts of all agencies, with planted canaries among the persons."""
    out = tmp_path_factory.mktemp("world") / "extracts"
    generate(out, CASES, SEED, 2024, 2025)
    _plant(out)
    return out


@pytest.fixture(scope="session")
def world(extracts: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    """Submitted, run and reported once."""
    folder = tmp_path_factory.mktemp("root")
    made = World(folder / "data", folder / "config" / "keys.json")
    made.kliring("submit", "--manifest", extracts / "manifest.csv")
    made.kliring("run")
    made.kliring("report", "annual", "--year", "2024", "--lang", "id,en")
    return made


def _plant(out: Path) -> None:
    """One more unit an agency, whose submission holds the canaries."""
    manifest = out / "manifest.csv"
    lines = manifest.read_text("utf-8").splitlines()
    header = lines[0].split(",")
    for agency in ("police", "prosecution", "social", "health"):
        folder = out / "submissions" / agency / "CANARY" / canaries.PERIOD / "r1"
        folder.mkdir(parents=True)
        for name, table in canaries.tables(agency).items():
            table.write_csv(folder / f"{name}.csv")
        row = {
            "path": str(folder.relative_to(out)),
            "agency": agency,
            "unit": "CANARY",
            "period": canaries.PERIOD,
            "revision": "1",
            "received_at": "2024-10-10",
            "nil": "T",
        }
        lines.append(",".join(row[column] for column in header))
    manifest.write_text("\n".join(lines) + "\n", "utf-8")
