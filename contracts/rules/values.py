"""Step 2, what a typed value may be: checked by pandera on one frame per record type.

The contract's model says type and whether a cell may be empty; the checks by kind (code list,
range, region, day of receipt) are added to it here and carry the id of their rule. Only column,
rule and position come out: what pandera says beside that holds values.
"""

import sys
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from copy import deepcopy
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

import polars as pl

from contracts import regions
from contracts.codelists import codes
from contracts.parsing.kinds import MANY, list_name
from contracts.parsing.patterns import is_nik
from contracts.registry import Column, RecordType, record_types
from contracts.rules import faults
from contracts.schemas.columns import Kind

if TYPE_CHECKING:
    import pandera.polars as pa

RECEIVED = "received_on"
MAX_AGE = 110
_REQUIRED = "V-001"
# The different values of the columns of the frame under check; pandera hands its checks only the
# frame, and finding them column by column would leave the other cores idle.
_DISTINCT: ContextVar[dict[str, pl.Series]] = ContextVar("distinct")

# True for the distinct values that are right.
type_of_predicate = Callable[[pl.Series], pl.Series]


class NotAFrameError(TypeError):
    """A lazy frame was offered: pandera looks only at its columns and lets every value pass."""


def check_values(
    frame: pl.DataFrame,
    record_type: RecordType,
    known: Mapping[str, pl.Series] = MappingProxyType({}),
) -> pl.DataFrame:
    """What is wrong with the values of a record type.

    Args:
        frame: All contract columns, typed, and `received_on` (Date).
        record_type: Whose columns they are.
        known: The different values of some columns, where they are known already.

    Returns:
        Faults (see `contracts.rules.faults`).

    Raises:
        NotAFrameError: The frame is lazy.
    """
    if not isinstance(frame, pl.DataFrame):
        raise NotAFrameError(type(frame).__name__)
    _load_pandera()
    from pandera.config import ValidationDepth, config_context
    from pandera.errors import SchemaErrors

    _DISTINCT.set(_distinct_values(frame, record_type, known))
    try:
        # Whatever the environment says, the checks are on.
        with config_context(
            validation_enabled=True, validation_depth=ValidationDepth.SCHEMA_AND_DATA
        ):
            _schema(record_type.name).validate(frame, lazy=True)
    except SchemaErrors as errors:
        return faults.stack([_faults(error) for error in errors.schema_errors])
    finally:
        _DISTINCT.set({})
    return faults.none()


@cache
def _load_pandera() -> None:
    """Pandera without the library of tests that it would load, if it is there, to invent data."""
    if "hypothesis" in sys.modules:
        return
    sys.modules["hypothesis"] = None  # pyright: ignore[reportArgumentType] - an import of it fails
    try:
        import_module("pandera.strategies.base_strategies")
    finally:
        del sys.modules["hypothesis"]


def _distinct_values(
    frame: pl.DataFrame, record_type: RecordType, known: Mapping[str, pl.Series]
) -> dict[str, pl.Series]:
    """The different values of the columns that are checked by them, found side by side."""
    names = [c.name for c in record_type.columns if _rights(c)]
    sought = [name for name in names if name not in known]
    lists = frame.select(pl.col(name).drop_nulls().unique().implode() for name in sought)
    found = {name: lists[name].explode(empty_as_null=False) for name in sought}
    return {name: known[name] if name in known else found[name] for name in names}


def _faults(error: object) -> pl.DataFrame:
    """Column, rule and positions of one pandera error; its values stay behind."""
    check, output = error.check, error.check_output  # pyright: ignore[reportAttributeAccessIssue]
    column = str(error.schema.name)  # pyright: ignore[reportAttributeAccessIssue]
    rule = _REQUIRED if check == "not_nullable" else getattr(check, "name", None)
    if rule is None or not isinstance(output, pl.DataFrame):
        raise RuntimeError(f"{column}: {error.reason_code}")  # pyright: ignore[reportAttributeAccessIssue]
    return faults.at((~output.to_series()).arg_true(), column, rule)


@cache
def _schema(name: str) -> "pa.DataFrameSchema":
    record_type = record_types()[name]
    schema = deepcopy(record_type.model.to_schema())  # pandera keeps one for everybody
    for column in record_type.columns:
        schema.columns[column.name].checks = _checks(column)
    return schema


def _checks(column: Column) -> list["pa.Check"]:
    if column.kind is Kind.NIK:
        return [_is_nik()]
    if column.kind in _DATES:
        return [_not_after_receipt()]
    return [_distinct(rule, is_right) for rule, is_right in _rights(column).items()]


def _rights(column: Column) -> Mapping[str, type_of_predicate]:
    """By rule, what is right for a kind of column."""
    kind = column.kind
    if kind in (Kind.CODE, Kind.CODES):
        return {"V-002": _all_in_list(codes(list_name(column)))}
    if kind is Kind.COUNTRY:
        return {"V-010": _all_in_list(codes(list_name(column)))}
    return _RIGHTS.get(kind, {})


def _distinct(rule: str, is_right: type_of_predicate) -> "pa.Check":
    """A check that looks at each different value once."""
    import pandera.polars as pa

    def check(data: "pa.PolarsData") -> bool | pl.LazyFrame:
        key = str(data.key)
        distinct = _DISTINCT.get()[key]
        wrong = distinct.filter(~is_right(distinct))
        if wrong.is_empty():
            return True
        is_wrong = pl.col(key).is_in(wrong.implode()).fill_null(value=False)
        return data.lazyframe.select(~is_wrong)

    return pa.Check(check, name=rule)


def _is_nik() -> "pa.Check":
    import pandera.polars as pa

    def check(data: "pa.PolarsData") -> pl.LazyFrame:
        cells = pl.col(str(data.key))
        return data.lazyframe.select(cells.is_null() | is_nik(cells))

    return pa.Check(check, name="R-006")


def _not_after_receipt() -> "pa.Check":
    import pandera.polars as pa

    def check(data: "pa.PolarsData") -> bool | pl.LazyFrame:
        key = str(data.key)
        latest, first = (
            data.lazyframe.select(pl.col(key).max(), pl.col(RECEIVED).min()).collect().row(0)
        )
        if latest is None or str(latest) <= str(first):
            return True
        text = pl.col(key).cast(pl.String)
        day = pl.col(RECEIVED).cast(pl.String).str.slice(0, text.str.len_chars())
        return data.lazyframe.select((text <= day).fill_null(value=True))

    return pa.Check(check, name="V-004")


def _all_in_list(allowed: tuple[str, ...]) -> type_of_predicate:
    known = frozenset(allowed)
    return lambda values: _each_part(values, known.__contains__)


def _regions_exist(values: pl.Series) -> pl.Series:
    known = regions.regions()  # most are of today; the list of districts is long to load
    return _each_part(values, lambda code: code in known or regions.exists(code))


def _each_part(values: pl.Series, is_right: Callable[[str], bool]) -> pl.Series:
    """Whether every part of a cell of several is right; the values are few and distinct."""
    return pl.Series(
        [all(is_right(part) for part in value.split(MANY)) for value in values], dtype=pl.Boolean
    )


_DATES = (Kind.DATE, Kind.PARTIAL_DATE)
_RIGHTS: Mapping[Kind, Mapping[str, type_of_predicate]] = {
    Kind.REGION: {"V-009": _regions_exist},
    Kind.REGIONS: {"V-009": _regions_exist},
    Kind.AGE: {"V-008": lambda values: values >= 0, "V-006": lambda values: values <= MAX_AGE},
    Kind.COUNT: {"V-008": lambda values: values >= 0},
    Kind.MONEY: {"V-008": lambda values: values >= 0},
}
