"""Step 3, what a row needs because of another cell: a victim a status, a corporation a name."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from contracts.rules import faults


@dataclass(frozen=True)
class Need:
    """One cell that must be filled where another one holds certain codes.

    Attributes:
        rejects: An error in the cell rejects the row; else the row stands without it.
    """

    rule: str
    column: str
    because: str
    codes: tuple[str, ...]
    rejects: bool

    @property
    def applies(self) -> pl.Expr:
        """True where the cell is needed."""
        return pl.col(self.because).is_in(list(self.codes))


NEEDS: Mapping[str, tuple[Need, ...]] = {
    "police_cases": (Need("R-005", "alasan_henti", "tahap", ("STOP",), rejects=False),),
    "police_persons": (
        Need("R-002", "status_korban", "peran", ("KORBAN",), rejects=True),
        Need("R-003", "status_pelaku", "peran", ("TERLAPOR", "TERSANGKA"), rejects=True),
        Need("R-004", "nama_badan", "jenis_subjek", ("KORPORASI",), rejects=True),
    ),
}


def check_needs(name: str, frame: pl.DataFrame, earlier: pl.DataFrame) -> pl.DataFrame:
    """Cells that are needed and empty.

    Args:
        name: The record type.
        frame: Its rows, typed.
        earlier: Errors found before: a cell emptied by one is not reported again.
    """
    needs = NEEDS.get(name, ())
    masks = {(n.column, n.rule): n.applies & pl.col(n.column).is_null() for n in needs}
    found = faults.where(frame, masks)
    return found.join(earlier, on=["index", "column"], how="anti", maintain_order="left")


def errors_at_need(name: str, frame: pl.DataFrame, errors: pl.DataFrame) -> pl.DataFrame:
    """Of the errors, those in a cell that its row needs so much that it rejects the row.

    Args:
        name: The record type.
        frame: Its rows, typed.
        errors: index, column and rule.
    """
    found = [errors.clear()]
    for need in NEEDS.get(name, ()):
        there = errors.filter(pl.col("column") == need.column)
        if need.rejects and there.height:
            applies = frame.select(need.because)[there["index"]].select(need.applies).to_series()
            found.append(there.filter(applies.fill_null(value=False)))
    return pl.concat(found)
