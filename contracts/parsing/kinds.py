"""One parser per kind of cell: polars expressions from stripped text to value and rule.

A parser gives a typed value and, where it cannot read the cell or reads it in a way worth saying,
the id of the rule. What is readable but wrong (an unknown code, an age of 150) passes here: the
checks of values find it.
"""

from collections.abc import Callable, Mapping

import polars as pl

from contracts.codelists import COUNTRIES, accepted_forms, yes_no_forms
from contracts.registry import Column
from contracts.schemas.columns import Kind

type_of_parser = Callable[[pl.Expr, Column], tuple[pl.Expr, pl.Expr]]
MANY = "|"

_ISO_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?)?$"
_DAY_FIRST = r"^[0-9]{1,2}([/-])[0-9]{1,2}[/-][0-9]{4}$"
_YEAR = r"^(19|20)[0-9]{2}$"
_MONTH = r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$"
_WHOLE = r"^-?[0-9]{1,18}(\.0)?$"
_THOUSANDS = r"^-?[0-9]{1,3}(\.[0-9]{3}){1,5}$"
_NIK_SEPARATORS = r"[\s.\-\u00a0\u2010-\u2015]"
_BARE_REGION = r"^([0-9]{2})([0-9]{2})([0-9]{2})?$"
_EARLIEST = pl.date(1900, 1, 1)
_LATEST = pl.date(2199, 12, 31)
_NO_RULE = pl.lit(None, dtype=pl.String)


def parse_text(text: pl.Expr, column: Column) -> tuple[pl.Expr, pl.Expr]:
    """Text as it stands."""
    del column
    return text, _NO_RULE


def parse_texts(text: pl.Expr, column: Column) -> tuple[pl.Expr, pl.Expr]:
    """Several texts, each stripped, without repeats."""
    del column
    return _each(text, lambda part: part), _NO_RULE


def parse_code(text: pl.Expr, column: Column) -> tuple[pl.Expr, pl.Expr]:
    """The code that a code or label means; what no list knows stays as it is."""
    return _code(text, _forms(column)), _NO_RULE


def parse_codes(text: pl.Expr, column: Column) -> tuple[pl.Expr, pl.Expr]:
    """Several codes."""
    forms = _forms(column)
    return _each(text, lambda part: _code(part, forms)), _NO_RULE


def parse_region(text: pl.Expr, column: Column) -> tuple[pl.Expr, pl.Expr]:
    """A region code with its points."""
    del column
    return _region(text), _NO_RULE


def parse_regions(text: pl.Expr, column: Column) -> tuple[pl.Expr, pl.Expr]:
    """Several region codes."""
    del column
    return _each(text, _region), _NO_RULE


def parse_nik(text: pl.Expr, column: Column) -> tuple[pl.Expr, pl.Expr]:
    """A NIK without blanks, points and hyphens."""
    del column
    digits = text.str.replace_all(_NIK_SEPARATORS, "")
    value = pl.when(digits != "").then(digits)
    return value, pl.when(digits != text).then(pl.lit("V-102"))


def parse_date(text: pl.Expr, column: Column) -> tuple[pl.Expr, pl.Expr]:
    """A date, day before month; a time of day beside it is dropped."""
    del column
    value = _date(text)
    return value, pl.when(text.is_not_null() & value.is_null()).then(pl.lit("V-003"))


def parse_partial_date(text: pl.Expr, column: Column) -> tuple[pl.Expr, pl.Expr]:
    """A date, a month or a year, as text."""
    del column
    is_partial = text.str.contains(_YEAR) | text.str.contains(_MONTH)
    value = pl.when(is_partial).then(text).otherwise(_date(text).cast(pl.String))
    return value, pl.when(text.is_not_null() & value.is_null()).then(pl.lit("V-003"))


def parse_whole(text: pl.Expr, column: Column) -> tuple[pl.Expr, pl.Expr]:
    """A whole number."""
    del column
    value = _whole(text)
    return value, pl.when(text.is_not_null() & value.is_null()).then(pl.lit("V-005"))


def parse_money(text: pl.Expr, column: Column) -> tuple[pl.Expr, pl.Expr]:
    """Whole rupiah, with or without points between thousands."""
    del column
    plain = text.str.replace_all(".", "", literal=True)
    value = _whole(pl.when(text.str.contains(_THOUSANDS)).then(plain).otherwise(text))
    return value, pl.when(text.is_not_null() & value.is_null()).then(pl.lit("V-007"))


def parse_yes_no(text: pl.Expr, column: Column) -> tuple[pl.Expr, pl.Expr]:
    """Yes or no."""
    del column
    forms = yes_no_forms()
    value = _normal(text).replace_strict(
        list(forms), list(forms.values()), default=None, return_dtype=pl.Boolean
    )
    return value, pl.when(text.is_not_null() & value.is_null()).then(pl.lit("V-011"))


PARSERS: Mapping[Kind, type_of_parser] = {
    Kind.TEXT: parse_text,
    Kind.TEXTS: parse_texts,
    Kind.CODE: parse_code,
    Kind.CODES: parse_codes,
    Kind.REGION: parse_region,
    Kind.REGIONS: parse_regions,
    Kind.COUNTRY: parse_code,
    Kind.NIK: parse_nik,
    Kind.PARTIAL_DATE: parse_partial_date,
    Kind.DATE: parse_date,
    Kind.AGE: parse_whole,
    Kind.COUNT: parse_whole,
    Kind.MONEY: parse_money,
    Kind.YES_NO: parse_yes_no,
}
# In these `-` is no way to say "not known": the lists have a code for that.
CODED = frozenset({Kind.CODE, Kind.CODES, Kind.COUNTRY, Kind.REGION, Kind.REGIONS, Kind.YES_NO})


def list_name(column: Column) -> str:
    """The code list of a coded column.

    Raises:
        KeyError: The column has none.
    """
    if column.kind is Kind.COUNTRY:
        return COUNTRIES
    if column.code_list is None:
        raise KeyError(column.name)
    return column.code_list


def _forms(column: Column) -> Mapping[str, str]:
    return accepted_forms(list_name(column))


def _normal(text: pl.Expr) -> pl.Expr:
    """As `codelists.normal_form`: inner blanks single, upper-cased."""
    return text.str.strip_chars().str.replace_all(r"\s+", " ").str.to_uppercase()


def _code(text: pl.Expr, forms: Mapping[str, str]) -> pl.Expr:
    found = _normal(text).replace_strict(
        list(forms), list(forms.values()), default=None, return_dtype=pl.String
    )
    return found.fill_null(text)


def _region(text: pl.Expr) -> pl.Expr:
    is_bare = text.str.contains(_BARE_REGION)
    pointed = text.str.replace(_BARE_REGION, "$1.$2.$3").str.strip_chars_end(".")
    return pl.when(is_bare).then(pointed).otherwise(text)


def _each(text: pl.Expr, parse: Callable[[pl.Expr], pl.Expr]) -> pl.Expr:
    """Every part of a cell parsed; order kept, blanks and repeats left out."""
    parts = text.str.split(MANY).list.eval(parse(pl.element().str.strip_chars()))
    kept = parts.list.eval(pl.element().filter(pl.element() != ""))
    joined = kept.list.unique(maintain_order=True).list.join(MANY)
    return pl.when(joined != "").then(joined)


def _date(text: pl.Expr) -> pl.Expr:
    iso = pl.when(text.str.contains(_ISO_DATE)).then(text.str.slice(0, 10))
    day_first = pl.when(text.str.contains(_DAY_FIRST)).then(
        text.str.replace_all("-", "/", literal=True)
    )
    found = pl.coalesce(
        iso.str.to_date("%Y-%m-%d", strict=False), day_first.str.to_date("%d/%m/%Y", strict=False)
    )
    return pl.when(found.is_between(_EARLIEST, _LATEST)).then(found)


def _whole(text: pl.Expr) -> pl.Expr:
    digits = pl.when(text.str.contains(_WHOLE)).then(text.str.strip_suffix(".0"))
    return digits.cast(pl.Int64, strict=False)
