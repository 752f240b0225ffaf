"""Which rows and cells have nothing in them."""

import polars as pl

_SMALL = 500  # rows; below it looking at them one by one costs less than a query


def is_blank(column: pl.Series) -> pl.Series:
    """True where a text cell is null or holds nothing but blanks."""
    return column.to_frame().select(_blank(pl.first())).to_series()


def _blank(cells: pl.Expr) -> pl.Expr:
    return cells.is_null() | (cells.str.strip_chars() == "")


def content_rows(frame: pl.DataFrame) -> pl.Series | None:
    """Positions of the rows that have something in some cell; None if all of them have.

    Looks at one column after the other and only at rows still blank, so that a full table
    costs one column.
    """
    if frame.height < _SMALL:
        kept = [place for place, row in enumerate(frame.iter_rows()) if _has_content(row)]
        return None if len(kept) == frame.height else pl.Series(kept, dtype=pl.UInt32)
    open_rows = pl.Series([], dtype=pl.UInt32)
    for place, name in enumerate(frame.columns):
        column = frame[name]
        if place == 0:
            open_rows = is_blank(column).arg_true()
        else:
            open_rows = open_rows.filter(is_blank(column.gather(open_rows)))
        if open_rows.is_empty():
            return None
    everything = pl.int_range(frame.height, dtype=pl.UInt32, eager=True)
    return everything.filter(~everything.is_in(open_rows.implode()))


def first_content_row(frame: pl.DataFrame) -> int | None:
    """Position of the first row with something in some cell; None if there is none."""
    for place, row in enumerate(frame.head(30).iter_rows()):
        if _has_content(row):
            return place
    rest = frame.slice(30)
    if rest.is_empty():
        return None
    blank = rest.select(pl.all_horizontal(_blank(pl.all()))).to_series()
    return None if blank.all() else 30 + (blank.arg_min() or 0)


def _has_content(row: tuple[str | None, ...]) -> bool:
    return any(cell and cell.strip() for cell in row)
