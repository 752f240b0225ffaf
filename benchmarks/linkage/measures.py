"""Pairs, scores and clocks that all benchmarks of linkage share."""

import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from transforms.linkage.cases import Groups


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    what: str
    ours: str
    peer: str
    target: str
    is_met: bool | None  # None: the peer or the data are not here


@dataclass(frozen=True)
class Scores:
    """Pairwise scores of final clusters."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Harmonic mean."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def __str__(self) -> str:
        """Precision / recall / F1."""
        return f"P {self.precision:.4f} R {self.recall:.4f} F1 {self.f1:.4f}"


class Clock:
    """Wall and processor seconds since it was made."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def read(self) -> tuple[float, float]:
        """Wall seconds, processor seconds."""
        return time.perf_counter() - self._wall, time.process_time() - self._cpu


def peak_gib() -> float:
    """Largest memory of this process so far.

    Not `ru_maxrss`, which a child inherits from the process that started it.
    """
    status = Path("/proc/self/status")
    if not status.exists():  # no Linux
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)
    peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(peak.split()[1]) / (1 << 20)


def say(text: str) -> None:
    """Tell how far the run is."""
    print(text, file=sys.stderr, flush=True)


def pairs_of(labels: pl.Series) -> pl.DataFrame:
    """All pairs of rows with one label: row_l, row_r."""
    side = pl.DataFrame({"row": range(len(labels)), "label": labels}).drop_nulls()
    return (
        side.join(side, on="label", suffix="_r")
        .filter(pl.col("row") < pl.col("row_r"))
        .select(pl.col("row").alias("row_l"), "row_r")
    )


def scores(truth: pl.DataFrame, cluster: pl.Series, only: pl.DataFrame | None = None) -> Scores:
    """Scores of clusters against true pairs, over the pairs in `only` where it is given."""
    found = pairs_of(cluster)
    if only is not None:
        truth, found = (t.join(only, on=["row_l", "row_r"], how="semi") for t in (truth, found))
    both = truth.join(found, on=["row_l", "row_r"], how="semi").height
    return Scores(both / max(found.height, 1), both / max(truth.height, 1))


def components(records: int, links: pl.DataFrame) -> pl.Series:
    """Connected components of links."""
    groups = Groups(records)
    for left, right in links.select("row_l", "row_r").iter_rows():
        groups.join(left, right)
    return pl.Series([groups.root(row) for row in range(records)])


def table(rows: Sequence[Row]) -> str:
    """The table as Markdown."""
    verdict = {True: "yes", False: "no", None: "not measured"}
    lines = ["| what | ours | peer in this run | target | met |", "|---|---|---|---|---|"]
    lines += [
        f"| {r.what} | {r.ours} | {r.peer} | {r.target} | {verdict[r.is_met]} |" for r in rows
    ]
    return "\n".join(lines)
