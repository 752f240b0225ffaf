"""An index of blocking keys that is kept: who shares a key with a few records that arrive.

Looking a thousand records up among a million should not cost a pass over the million. The index
holds every key in order with the record that bears it; only records that share one are looked at.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl

from transforms.linkage.key_groups import distinct, mixed
from transforms.linkage.specification import BlockingKey


class KeyIndex:
    """The keys of some records.

    Args:
        frame: Features, with `row`.
        keys: The blocking keys of the model; a key whose columns are absent is skipped.
    """

    def __init__(self, frame: pl.DataFrame, keys: Sequence[BlockingKey]) -> None:
        self._found: dict[str, tuple[np.ndarray, np.ndarray]] = {}
        for key in keys:
            if set(key.columns) <= set(frame.columns):
                code, row = keyed(frame, key)
                order = np.argsort(code)
                self._found[key.name] = code[order], row[order]

    def near(self, arrivals: pl.DataFrame, key: BlockingKey) -> np.ndarray:
        """The rows that share this key with one of some other records, and those themselves.

        Returns:
            Rows, ordered, each once.
        """
        code, _ = keyed(arrivals, key)
        known, row = self._found[key.name]
        code = distinct(code)
        low = np.searchsorted(known, code)
        length = np.searchsorted(known, code, side="right") - low
        ahead = np.cumsum(length) - length
        places = np.arange(length.sum()) + np.repeat(low - ahead, length)
        return distinct(np.concatenate([row[places], arrivals["row"].to_numpy()]))


def keyed(frame: pl.DataFrame, key: BlockingKey) -> tuple[np.ndarray, np.ndarray]:
    """Every key of every record, lists exploded: its number and the row that bears it."""
    table = frame.select("row", *key.columns).drop_nulls(list(key.columns))
    for column in key.columns:
        if table.schema[column] == pl.List:
            table = table.explode(column).drop_nulls(column)
    return mixed(table, list(key.columns)), table["row"].to_numpy()
