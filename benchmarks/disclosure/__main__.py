"""Print the table: `python -m benchmarks.disclosure [ROW…] [--tables DIR] [--pycanon PYTHON]`."""

import argparse
import importlib.util
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.disclosure.bench import Bench
from benchmarks.disclosure.row import Row
from benchmarks.disclosure.rows import ROWS

_WORK = Path(tempfile.gettempdir()) / "kliring-benchmarks" / "disclosure"
_TABLES = Path("..") / "shared" / "data" / "tables"
_VERDICT = {True: "yes", False: "no", None: "not measured"}


def main() -> None:
    """Measure every row, or those named, and print one table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("rows", nargs="*", metavar="ROW", help=", ".join(ROWS))
    options.add_argument(
        "--tables", type=Path, default=_TABLES, help="folder of t3k.csv and others"
    )
    options.add_argument("--work", type=Path, default=_WORK, help="folder for results, kept")
    options.add_argument("--pycanon", type=Path, help="python of an environment with pycanon")
    options.add_argument("--rscript", type=Path, help="Rscript with GaussSuppression and others")
    options.add_argument("--marts", type=Path, help="folder of a published vintage")
    chosen = options.parse_args()
    unknown = sorted(set(chosen.rows) - set(ROWS))
    if unknown:
        options.error(f"unknown: {', '.join(unknown)}; known: {', '.join(ROWS)}")
    pycanon = chosen.pycanon
    if pycanon is None and importlib.util.find_spec("pycanon"):
        pycanon = Path(sys.executable)
    found = shutil.which("Rscript")
    chosen.work.mkdir(parents=True, exist_ok=True)
    bench = Bench(
        chosen.tables.resolve(),
        chosen.work,
        pycanon,
        chosen.rscript or (Path(found) if found else None),
        chosen.marts,
    )
    print(
        "| what | ours | whole process | peer or anchor | target | met |\n|---|---|---|---|---|---|"
    )
    for name in chosen.rows or ROWS:
        print(_line(ROWS[name](bench)), flush=True)


def _line(row: Row) -> str:
    cells = (row.what, row.ours, row.used, row.peer, row.target, _VERDICT[row.is_met])
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
