"""Integer alternative tables that prove, without a solver, what a pattern hides.

Witness 0 is the true value of every hidden cell; each further one lists only the cells in which it
differs. The certificate is confidential: with it the table is open.
"""

import numpy as np
import polars as pl

from transforms.disclosure.tables.quantities import Pattern
from transforms.disclosure.tables.table import Table


def certify(table: Table, pattern: Pattern) -> tuple[pl.DataFrame, int]:
    """Witness tables, and how many primaries stay without proof.

    Returns:
        One row a witness and cell (`witness`, the dimensions, `value`), sorted; the count.
    """
    live = np.flatnonzero(pattern.hidden)
    names = [dimension.name for dimension in table.dimensions]
    codes = table.frame(pattern.hidden).select(names)
    places, numbers, values = [live], [np.zeros(live.size, np.int64)], [table.values[live]]
    for number, witness in enumerate(pattern.witnesses, start=1):
        places.append(witness.index)
        numbers.append(np.full(witness.index.size, number))
        values.append(table.values[witness.index] + witness.change)
    frame = codes[np.concatenate(places)].with_columns(
        witness=pl.Series(np.concatenate(numbers)), value=pl.Series(np.concatenate(values))
    )
    unproved = int(pattern.unprotected.sum())
    return frame.select("witness", *names, "value").sort("witness", *names), unproved
