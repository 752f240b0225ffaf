"""What is measured in a process of its own: `python -m benchmarks.workers NAME ARGUMENT…`.

Each worker imports what it needs, then does its work once under the clock and prints wall and
processor seconds as JSON.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path


def _timed(work: Callable[[], object]) -> dict[str, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


def read_csv(folder: str) -> dict[str, float]:
    """The peer: polars reads police_persons of a folder, every cell as text."""
    import polars as pl

    return _timed(lambda: pl.read_csv(_persons(folder), infer_schema=False))


def read_both_csv(folder: str) -> dict[str, float]:
    """The peer on everything that `check_csv` reads."""
    import polars as pl

    paths = sorted(Path(folder).glob("*.csv"))
    return _timed(lambda: [pl.read_csv(path, infer_schema=False) for path in paths])


def check_csv(folder: str) -> dict[str, float]:
    """The files of a folder, one police submission, read and checked."""
    import pandera.polars  # noqa: F401 - an import is no work; the command line is measured apart

    from contracts.validate import SourceFile, Submission, validate

    files = tuple(SourceFile(p.name, p) for p in sorted(Path(folder).glob("*.csv")))
    submission = Submission(
        "police/X/2025-12/r1", "police", "X", "2025-12", date(2026, 6, 1), False, files
    )
    found: list[float] = []

    def work() -> None:
        result = validate([submission])
        counts = result.counts.filter(record_type="police_persons")
        found.extend((counts["accepted"].item(), result.findings.height))

    return {**_timed(work), "accepted": found[0], "findings": found[1]}


def read_workbook(path: str) -> dict[str, float]:
    """The peer: fastexcel reads every sheet of a workbook as text."""
    import fastexcel

    def work() -> None:
        book = fastexcel.read_excel(path)
        for name in book.sheet_names:
            book.load_sheet(name, dtypes="string").to_polars()

    return _timed(work)


def encode(records: str) -> dict[str, float]:
    """Person records encoded, and a sample of them row by row in plain Python.

    Args:
        records: How many to draw, or the Parquet file of a table that was drawn.
    """
    import polars as pl

    from contracts.encoding.envelope import IDENTITY, encode_persons
    from contracts.encoding.keys import SecretKey
    from contracts.encoding.reference import encode_person
    from contracts.synthetic.plain_tables import persons_table

    drawn = persons_table(int(records), 7) if records.isdigit() else pl.read_parquet(records)
    frame = drawn.select(c for c in IDENTITY if c in drawn.columns)
    missing = [c for c in IDENTITY if c not in drawn.columns]
    frame = frame.with_columns(pl.lit(None, pl.String).alias(c) for c in missing)
    key = SecretKey("bench", "7e" * 32)
    sample = frame.sample(min(5_000, frame.height), seed=1).to_dicts()
    plain = _timed(lambda: [encode_person(record, key) for record in sample])
    bulk = _timed(lambda: encode_persons(frame, key))
    share = frame.height / len(sample)
    return {
        **bulk,
        "plain_wall": plain["wall"] * share,
        "plain_cpu": plain["cpu"] * share,
        "sample": len(sample),
    }


def _persons(folder: str) -> Path:
    return Path(folder) / "police_persons.csv"


WORKERS = {f.__name__: f for f in (read_csv, read_both_csv, check_csv, read_workbook, encode)}

if __name__ == "__main__":
    sys.stdout.write(json.dumps(WORKERS[sys.argv[1]](*sys.argv[2:])))
