"""Step 3, the identity block: the NIK against the other columns, the age against the birth date.

A NIK names the place of first registration and is never issued again, so a mismatch is a warning.
"""

from collections.abc import Mapping

import polars as pl

from contracts import regions
from contracts.rules import faults
from contracts.rules.parents import FROM, TO

_DISAGREES_BY = 1  # years more than which age and birth date may not be apart
_WOMAN = 40  # added to the day of birth in the NIK of a woman


def check_identity(frame: pl.DataFrame, known: Mapping[str, pl.Series]) -> pl.DataFrame:
    """Warnings R-101 to R-105, at umur or nik.

    Args:
        frame: Rows with the identity block, typed, bad cells empty, with their record dates.
        known: The different values of tgl_lahir and kode_wilayah_asal.
    """
    number = pl.col("nik").cast(pl.Int64, strict=False)
    is_one_day = frame.select((pl.col(FROM) == pl.col(TO)).all()).item()
    rows = frame.select(
        (number // 10_000 % 1_000_000).cast(pl.Int32).alias("date"),
        (number // 10**12).cast(pl.Int32).alias("place"),
        _born(known["tgl_lahir"]),
        pl.col("jenis_kelamin").alias("sex"),
        _origin(known["kode_wilayah_asal"]),
        pl.col("umur").cast(pl.Int32, strict=False),
        pl.col(FROM, TO),
    )
    date = pl.col("date")
    rows = rows.with_columns(
        is_woman=date > _WOMAN * 10_000,
        day=date // 10_000 - pl.when(date > _WOMAN * 10_000).then(_WOMAN).otherwise(0),
        month=date // 100 % 100,
        year=date % 100,
    )
    day, month, year = pl.col("day"), pl.col("month"), pl.col("year")
    possible = _is_possible(day, month, year)
    return faults.where(
        rows,
        {
            ("nik", "R-102"): ~possible,
            ("nik", "R-103"): possible & _differs_from_birth(day, month, year),
            ("nik", "R-104"): possible & (pl.col("is_woman") != _says_woman()),
            ("nik", "R-105"): _differs_from_origin(rows),
            ("umur", "R-101"): _is_apart_in_age(rows, FROM if is_one_day else TO),
        },
    )


def _born(dates: pl.Series) -> pl.Expr:
    """The birth date as YYYYMMDD, month and day 0 where they are not known."""
    parts = [dates.str.slice(start, length) for start, length in ((0, 4), (5, 2), (8, 2))]
    year, month, day = (part.cast(pl.Int32, strict=False).fill_null(0) for part in parts)
    numbers = year * 10_000 + month * 100 + day
    born = pl.col("tgl_lahir").replace_strict(dates, numbers, default=None, return_dtype=pl.Int32)
    return born.alias("born")


def _origin(codes: pl.Series) -> pl.Expr:
    """The origin of today as a number: province two digits, regency four."""
    today = {code: _today(code[:5]) for code in codes}
    origin = pl.col("kode_wilayah_asal").replace_strict(today, default=None, return_dtype=pl.Int32)
    return origin.alias("origin")


def _is_possible(day: pl.Expr, month: pl.Expr, year: pl.Expr) -> pl.Expr:
    """Whether a date exists in either century; 1900 had no 29 February, 2000 had one."""
    longest = (
        pl.when(month.is_in([4, 6, 9, 11]))
        .then(30)
        .when(month == 2)
        .then(pl.when(year % 4 == 0).then(29).otherwise(28))
        .otherwise(31)
    )
    return month.is_between(1, 12) & (day >= 1) & (day <= longest)


def _differs_from_birth(day: pl.Expr, month: pl.Expr, year: pl.Expr) -> pl.Expr:
    """Null where the birth date is not known; a month or year is compared as far as it goes."""
    born = pl.col("born")
    born_month, born_day = born // 100 % 100, born % 100
    return (
        (born // 10_000 % 100 != year)
        | ((born_month > 0) & (born_month != month))
        | ((born_day > 0) & (born_day != day))
    )


def _says_woman() -> pl.Expr:
    return pl.when(pl.col("sex").is_in(["L", "P"])).then(pl.col("sex") == "P")


def _differs_from_origin(rows: pl.DataFrame) -> pl.Expr:
    """Compares regencies of today; provinces where the origin is known no finer."""
    today = pl.Series([None], dtype=pl.Int32).new_from_index(0, 10_000)  # by number of the place
    found = rows["place"].unique().drop_nulls()
    numbers = [_today(f"{number // 100:02}.{number % 100:02}") for number in found]
    place = pl.lit(today.scatter(found, numbers)).gather(pl.col("place"))
    origin = pl.col("origin")
    return pl.when(origin < 100).then(origin != place // 100).otherwise(origin != place)


def _today(code: str) -> int:
    """The province (two digits) or regency (four) of today as a number; itself if never known."""
    known = code in regions.regions()
    if not known and regions.standing(code) is not regions.Standing.UNKNOWN:
        code = regions.today(code)
    return int(code.replace(".", ""))


def _is_apart_in_age(rows: pl.DataFrame, last: str) -> pl.Expr:
    """The record is dated between `dated_from` and the column `last`."""
    born = pl.col("born")
    has_month, has_day = born // 100 % 100 > 0, born % 100 > 0
    earliest = born + pl.when(has_day).then(0).when(has_month).then(1).otherwise(101)
    latest = born + pl.when(has_day).then(0).when(has_month).then(31).otherwise(1231)
    oldest = (_as_number(rows[last]) - earliest) // 10_000
    youngest = (_as_number(rows[FROM]) - latest) // 10_000
    umur = pl.col("umur")
    return (umur > oldest + _DISAGREES_BY) | (umur < youngest - _DISAGREES_BY)


def _as_number(dates: pl.Series) -> pl.Expr:
    """Dates as YYYYMMDD, so that whole years are a difference without its last four digits.

    Looked up by their day: there are far fewer days than rows.
    """
    if dates.null_count() == dates.len():
        return pl.lit(None, pl.Int32)
    first = pl.lit(dates.min())
    calendar = pl.select(pl.date_range(first, pl.lit(dates.max()))).to_series().dt
    numbers = calendar.year() * 10_000 + calendar.month().cast(pl.Int32) * 100 + calendar.day()
    return pl.lit(numbers).gather(pl.col(dates.name).to_physical() - first.to_physical())
