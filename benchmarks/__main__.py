"""Print the table of all measurements, or of those named: `python -m benchmarks [NAME…]`."""

import argparse
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.measurements import MEASUREMENTS, Line
from benchmarks.processes import Usage

_WORK = Path(tempfile.gettempdir()) / "kliring-benchmarks"


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("names", nargs="*", metavar="NAME", help=", ".join(MEASUREMENTS))
    options.add_argument("--work", type=Path, default=_WORK, help="folder for inputs, kept")
    chosen = options.parse_args()
    unknown = sorted(set(chosen.names) - set(MEASUREMENTS))
    if unknown:
        options.error(f"unknown: {', '.join(unknown)}; known: {', '.join(MEASUREMENTS)}")
    chosen.work.mkdir(parents=True, exist_ok=True)
    talk = Console(stderr=True)
    lines: list[Line] = []
    for name in chosen.names or MEASUREMENTS:
        with talk.status(name):
            lines += MEASUREMENTS[name](chosen.work)
    Console().print(_table(lines))


def _table(lines: list[Line]) -> Table:
    table = Table(caption="s: wall (processor); ratio: wall (processor) to the peer in this run")
    table.add_column("what")
    for heading in ("s", "MiB", "peer", "peer s", "ratio", "target", "met"):
        table.add_column(heading, justify="left" if heading in ("peer", "target") else "right")
    for line in lines:
        peer = line.peer
        table.add_row(
            line.what,
            _seconds(line.ours),
            f"{line.ours.peak:,.0f}",
            line.peer_name,
            _seconds(peer) if peer else "",
            f"{line.ratio:.2f} ({line.cpu_ratio:.2f})" if peer else "",
            line.target,
            {True: "yes", False: "no", None: ""}[line.is_met],
        )
    return table


def _seconds(usage: Usage) -> str:
    return f"{usage.wall:.2f} ({usage.cpu:.2f})"


if __name__ == "__main__":
    main()
