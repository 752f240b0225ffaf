"""Every measurement by name: the work, its peer in the same run, the target."""

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from benchmarks.processes import Usage, alternating, command, worker

PAIRS = 3
CASES, SEED, FIRST_YEAR, LAST_YEAR = 450, 2025, 2023, 2025
_KLIRING = Path(sys.executable).with_name("kliring")


@dataclass(frozen=True)
class Line:
    """One line of the table; what does not apply is None.

    Attributes:
        value: Of what the target is about: the ratio or the seconds.
    """

    what: str
    ours: Usage
    peer: Usage | None = None
    peer_name: str = ""
    target: str = ""
    is_met: bool | None = None

    @property
    def ratio(self) -> float | None:
        """Wall seconds to those of the peer."""
        return self.ours.wall / self.peer.wall if self.peer else None

    @property
    def cpu_ratio(self) -> float | None:
        """Processor seconds to those of the peer."""
        return self.ours.cpu / self.peer.cpu if self.peer else None


Measurement = Callable[[Path], Sequence[Line]]


def million(work: Path) -> list[Line]:
    """1,000,000 rows of police_persons from CSV, read and checked, against polars' reading.

    Persons refer to cases, so the cases are read and checked as well; the claim is against
    reading the persons alone, which is the stricter.
    """
    folder = _submission(work, 1_000_000)
    worker("read_both_csv", folder)  # so that the files are in memory for all
    ours, alone, both = alternating(
        PAIRS,
        lambda: worker("check_csv", folder),
        lambda: worker("read_csv", folder),
        lambda: worker("read_both_csv", folder),
    )
    met = ours.wall <= 4 * alone.wall and ours.peak <= 3 * 1024
    what = "check 1,000,000 police_persons and their police_cases (CSV)"
    return [
        Line(what, ours, alone, "pl.read_csv of the persons, all text", "≤ 4×, ≤ 3 GiB", met),
        Line("the same", ours, both, "pl.read_csv of both files, all text"),
    ]


def growth(work: Path) -> list[Line]:
    """The same from 10,000 to 1,000,000 rows: tenfold rows must not cost much more than tenfold."""
    found = []
    for rows in (10_000, 100_000, 1_000_000):
        folder = _submission(work, rows)
        ours, peer = alternating(
            PAIRS, lambda f=folder: worker("check_csv", f), lambda f=folder: worker("read_csv", f)
        )
        found.append(Line(f"check {rows:,} rows (CSV)", ours, peer, "pl.read_csv, all text"))
    return found


def workbook(work: Path) -> list[Line]:
    """`kliring check` of a workbook of 5,000 rows, the whole process, against fastexcel alone."""
    path = work / "police.xlsx"
    if not path.exists():
        _write_workbook(path, 5_000)
    check = [_KLIRING, "check", path, "--agency", "police", "--json"]
    ours, peer = alternating(
        PAIRS,
        lambda: command(check, cwd=work, allowed=(0, 1)),
        lambda: worker("read_workbook", path),
    )
    what = "kliring check, workbook of 5,000 rows (whole process)"
    return [Line(what, ours, peer, "fastexcel, reading only", "< 3 s", ours.wall < 3)]


def encode(work: Path) -> list[Line]:
    """1,000,000 persons encoded, against the plain-Python twin (a sample of it, scaled up)."""
    del work
    ours = worker("encode", "1000000")
    peer = Usage(ours.answer["plain_wall"], ours.answer["plain_cpu"], 0.0)
    name = f"plain Python, {ours.answer['sample']:,.0f} rows scaled up"
    met = ours.wall * 8 <= peer.wall
    return [Line("encode 1,000,000 persons", ours, peer, name, "≥ 8× as fast", met)]


def pipeline(work: Path) -> list[Line]:
    """A generated world through `submit --manifest` and `run`, and `run` with nothing to do."""
    home = work / f"pipeline-{time.time_ns()}"
    home.mkdir()
    settings = {"KLIRING_HOME": str(home / "data"), "KLIRING_KEYS": str(home / "keys.json")}
    world = home / "world"
    years = f"{FIRST_YEAR}-{LAST_YEAR}"
    options = ["--cases", str(CASES), "--seed", str(SEED), "--years", years]

    def run(*arguments: str | Path) -> Usage:
        return command([_KLIRING, *arguments], settings, home)

    generate = run("generate", "--out", world, *options)
    submit = run("submit", "--manifest", world / "manifest.csv")
    first, again = run("run"), run("run")
    sent = pl.read_csv(world / "manifest.csv", infer_schema=False).height
    return [
        Line(f"generate {CASES} cases, {sent:,} submissions", generate),
        Line("submit --manifest", submit, target="< 60 s", is_met=submit.wall < 60),
        Line("run", first, target="< 60 s", is_met=first.wall < 60),
        Line("run again, nothing to do", again),
    ]


def start(work: Path) -> list[Line]:
    """`kliring --help`, the whole process, against a bare interpreter."""
    ours, peer = alternating(
        5,
        lambda: command([_KLIRING, "--help"], cwd=work),
        lambda: command([sys.executable, "-c", "pass"], cwd=work),
    )
    return [Line("kliring --help", ours, peer, "python -c pass", "< 0.5 s", ours.wall < 0.5)]


def demo(work: Path) -> list[Line]:
    """`kliring demo` from nothing to reports, with the memory of all its processes."""
    home = work / f"demo-{time.time_ns()}"
    home.mkdir()
    ours = command([_KLIRING, "demo"], {"KLIRING_KEYS": str(home / "keys.json")}, home)
    met = ours.wall < 60 and ours.peak <= 2 * 1024
    return [Line("kliring demo, end to end", ours, target="< 60 s, ≤ 2 GiB", is_met=met)]


def _submission(work: Path, rows: int) -> Path:
    """A folder with police_persons of so many rows and their police_cases; made once."""
    from contracts.synthetic.plain_tables import police_submission

    folder = work / f"police_{rows}"
    if not folder.exists():
        made = work / f"police_{rows}.part"
        made.mkdir(parents=True, exist_ok=True)
        for name, frame in police_submission(rows, SEED).items():
            frame.write_csv(made / f"{name}.csv")
        made.rename(folder)
    return folder


def _write_workbook(path: Path, rows: int) -> None:
    """A workbook with so many rows in all its sheets."""
    import xlsxwriter

    from contracts.synthetic.plain_tables import police_submission

    tables = police_submission(rows * 4 // 5, SEED)
    cases = tables["police_cases"].head(rows // 5)
    tables["police_cases"] = cases
    with xlsxwriter.Workbook(path) as book:
        for name, frame in tables.items():
            sheet = book.add_worksheet(name)
            for place, line in enumerate([frame.columns, *frame.fill_null("").iter_rows()]):
                sheet.write_row(place, 0, line)


MEASUREMENTS: Mapping[str, Measurement] = {
    f.__name__: f for f in (start, workbook, million, growth, encode, pipeline, demo)
}
