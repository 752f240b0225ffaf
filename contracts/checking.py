"""One record type through steps 2 to 4: typed rows, what is wrong with them, which stand."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from contracts.assembling import META, Assembled
from contracts.parsing.columns import Parsed, parse_columns
from contracts.registry import RecordType
from contracts.rules import Severity, Step, faults, rules
from contracts.rules.between_rows import check_keys, check_references
from contracts.rules.closest import with_closest_codes
from contracts.rules.date_order import check_date_order
from contracts.rules.needs import check_needs, errors_at_need
from contracts.rules.parents import with_key_and_parent
from contracts.rules.rows import check_old_regions, check_rows
from contracts.rules.values import check_values

_REQUIRED = "V-001"
_STEPS = list(Step)


@dataclass(frozen=True)
class Checked:
    """The rows of one record type after the checks.

    Attributes:
        frame: Meta columns, typed contract columns, record dates, record_key, is_rejected,
            rejected_by.
        faults: See `contracts.rules.faults`.
    """

    frame: pl.DataFrame
    faults: pl.DataFrame


def check_record_type(
    record_type: RecordType, assembled: Assembled, parents: Mapping[str, pl.DataFrame]
) -> Checked:
    """Check all rows of one record type.

    Args:
        record_type: What they are.
        assembled: Their cells as text.
        parents: Checked frames of the record types they may refer to.
    """
    frame, parsed = _typed(record_type, assembled)
    known = parsed.distinct
    nothing = pl.lit(None, dtype=pl.String).alias("values")
    found = faults.stack([parsed.faults.with_columns(nothing)])
    values = check_values(frame, record_type, known)
    found = _with_value_faults(record_type, frame, found, values)
    frame = faults.clear_cells(frame, _errors(found))
    frame = with_key_and_parent(frame, record_type, parents)
    found = faults.stack([found, check_old_regions(frame, record_type, known)])

    out_of_order = check_date_order(frame, record_type)
    frame = faults.clear_cells(frame, out_of_order)
    found = faults.stack([found, out_of_order])
    needs = check_needs(record_type.name, frame, _errors(found))
    found = faults.stack([found, needs, check_rows(frame, record_type, known)])

    references = check_references(frame, record_type, parents)
    found = faults.stack([found, check_keys(frame, record_type), references])
    return Checked(_with_rejections(record_type, frame, found), found)


def _typed(record_type: RecordType, assembled: Assembled) -> tuple[pl.DataFrame, Parsed]:
    parsed = parse_columns(assembled.cells, record_type.columns)
    return assembled.meta.select(META).hstack(parsed.frame), parsed


def _with_value_faults(
    record_type: RecordType, frame: pl.DataFrame, found: pl.DataFrame, values: pl.DataFrame
) -> pl.DataFrame:
    """Unreadable cells, then what pandera finds; an unreadable cell is not reported as empty."""
    empty = values.filter(pl.col("rule") == _REQUIRED).join(
        _errors(found), on=["index", "column"], how="anti", maintain_order="left"
    )
    wrong = values.filter(pl.col("rule") != _REQUIRED)
    return faults.stack([found, empty, with_closest_codes(wrong, frame, record_type)])


def _errors(found: pl.DataFrame) -> pl.DataFrame:
    errors = [r.rule for r in rules().values() if r.severity is Severity.ERROR]
    return found.filter(pl.col("rule").is_in(errors))


def _with_rejections(
    record_type: RecordType, frame: pl.DataFrame, found: pl.DataFrame
) -> pl.DataFrame:
    """is_rejected and rejected_by: the first rule, by step and column, that rejects the row."""
    binding = [c.name for c in record_type.columns if c.required or c.key]
    errors = _errors(found).select("index", "column", "rule")
    in_binding = pl.col("column").is_in(binding) | pl.col("rule").str.starts_with("B-")
    needed = errors_at_need(record_type.name, frame, errors.filter(~in_binding))
    rejecting = pl.concat([errors.filter(in_binding), needed])
    if rejecting["index"].n_unique() < rejecting.height:
        steps = {r.rule: _STEPS.index(r.step) for r in rules().values()}
        places = {c.name: place for place, c in enumerate(record_type.columns)}
        rejecting = rejecting.sort(
            "index",
            pl.col("rule").replace_strict(steps, return_dtype=pl.Int16),
            pl.col("column").replace_strict(places, return_dtype=pl.Int16),
            "rule",
        ).unique("index", keep="first", maintain_order=True)
    by = pl.Series("rejected_by", [None], dtype=pl.String).new_from_index(0, frame.height)
    if rejecting.height:
        by = by.scatter(rejecting["index"], rejecting["rule"])
    return frame.with_columns(by.is_not_null().alias("is_rejected"), by.alias("rejected_by"))
