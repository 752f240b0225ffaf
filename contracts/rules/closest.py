"""The code that an unknown one was probably meant to be, for the message; never the cell itself."""

import difflib
import json
from collections.abc import Mapping

import polars as pl

from contracts.codelists import accepted_forms, normal_form
from contracts.parsing.kinds import MANY, list_name
from contracts.registry import RecordType

_CODED = ("V-002", "V-010")
_MOST_LOOKED_UP = 200  # different cells of a column; a column of noise has no closest codes
_ALIKE = 0.75


def with_closest_codes(
    found: pl.DataFrame, frame: pl.DataFrame, record_type: RecordType
) -> pl.DataFrame:
    """Faults of unknown codes with the closest code among their values, where one is close."""
    parts = [found.filter(~pl.col("rule").is_in(_CODED))]
    coded = found.filter(pl.col("rule").is_in(_CODED))
    for (name,), group in coded.group_by("column", maintain_order=True):
        cells = frame[str(name)].gather(group["index"]).alias("cell")
        distinct = cells.unique()
        if distinct.len() > _MOST_LOOKED_UP:
            parts.append(group)
            continue
        forms = accepted_forms(list_name(record_type.column(str(name))))
        texts = {cell: _as_values(cell, forms) for cell in distinct}
        values = cells.replace_strict(texts, default=None, return_dtype=pl.String)
        parts.append(group.with_columns(values.alias("values")))
    return pl.concat(parts)


def _as_values(cell: str, known: Mapping[str, str]) -> str | None:
    for part in cell.split(MANY):
        form = normal_form(part)[:60]
        if form in known:
            continue
        close = difflib.get_close_matches(form, known, n=1, cutoff=_ALIKE)
        return json.dumps({"closest": known[close[0]]}) if close else None
    return None
