"""Write fictitious extracts and the truth beside them: `kliring generate` and `kliring demo`."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from contracts.problems import Problem
from contracts.synthetic import truth
from contracts.synthetic.parameters import Parameters
from contracts.synthetic.submissions import Sent, submissions
from contracts.synthetic.world import simulate

Progress = Callable[[int], None]  # told how many submissions were written since last time


@dataclass(frozen=True)
class Summary:
    """What was written."""

    manifest: Path
    truth: Path
    cases: int
    persons: int  # who stands in at least one record
    submissions: int
    nil_returns: int
    units: int
    rows: dict[str, int]  # by record type, over all submissions


def generate(
    out: Path,
    cases: int,
    seed: int,
    first_year: int,
    last_year: int,
    *,
    progress: Progress | None = None,
    settings: Parameters | None = None,
) -> Summary:
    """Draw a world and write its extracts; the same arguments give the same bytes.

    Args:
        out: New or empty folder: gets `submissions/<agency>/<unit>/<period>/rN/` and
            `manifest.csv`. The truth goes to `<out>_truth/`: `persons.csv`, `cases.csv`,
            `counts.csv` (see `truth`).
        cases: Number of events behind the records, at least 1.
        seed: Any whole number from 0.
        first_year: First year of reports.
        last_year: Last year.
        progress: Called after each submission.
        settings: The calibration; without it the defaults.

    Raises:
        Problem: The folder is not empty or cannot be made, or the years or numbers make no sense.
    """
    _check(out, cases, seed, first_year, last_year)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Problem("synthetic.folder_unwritable", folder=out) from error
    world = simulate(cases, seed, first_year, last_year, settings)
    sent = []
    rows: dict[str, int] = dict.fromkeys(world.frames, 0)
    for submission in submissions(world):
        _write(out, submission)
        for name, count in submission.rows.items():
            rows[name] += count
        sent.append(_manifest_row(submission))
        if progress:
            progress(1)
    manifest = pl.DataFrame(sent, orient="row")
    beside = out.with_name(f"{out.name}_truth")
    beside.mkdir(parents=True, exist_ok=True)
    persons = truth.persons(world)
    persons.write_csv(beside / "persons.csv")
    truth.cases(world).write_csv(beside / "cases.csv")
    truth.counts(world).write_csv(beside / "counts.csv")
    manifest.write_csv(out / "manifest.csv")  # last: a folder with a manifest is complete
    return Summary(
        manifest=out / "manifest.csv",
        truth=beside,
        cases=cases,
        persons=persons["true_person_id"].n_unique(),
        submissions=len(manifest),
        nil_returns=int((manifest["nil"] == "Y").sum()),
        units=manifest.select("agency", "unit").n_unique(),
        rows=rows,
    )


def _check(out: Path, cases: int, seed: int, first_year: int, last_year: int) -> None:
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise Problem("synthetic.folder_in_use", folder=out)
    if cases < 1 or seed < 0:
        raise Problem("synthetic.bad_number", cases=cases, seed=seed)
    if not 2000 <= first_year <= last_year <= 2100:
        raise Problem("synthetic.bad_years", first=first_year, last=last_year)


def _write(out: Path, submission: Sent) -> None:
    folder = out / _path(submission)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in submission.files.items():
        (folder / name).write_bytes(content)


def _manifest_row(submission: Sent) -> dict[str, str]:
    return {
        "path": _path(submission),
        "agency": submission.agency,
        "unit": submission.unit,
        "period": submission.period,
        "revision": str(submission.revision),
        "received_at": submission.received,
        "nil": "Y" if submission.is_nil else "T",
    }


def _path(s: Sent) -> str:
    return f"submissions/{s.agency}/{s.unit}/{s.period}/r{s.revision}"
