"""What every cell is looked at for before its kind matters: blanks, empties, errors, length."""

import polars as pl

NIK_SHAPE = r"^[0-9]{16}$"
MAX_CELL = 32_767  # characters; no spreadsheet holds more in a cell
_EMPTY_WORDS = r"(?i)^\s*(-|n/a|tidak diketahui)\s*$"
_EMPTY_LENGTHS = [1, 3, 15]  # bytes of the words for empty
_SHEET_ERROR = r"^\s*#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)\s*$"


def stripped(cells: pl.Expr) -> pl.Expr:
    """Text without surrounding blanks; null where nothing is left."""
    text = cells.str.strip_chars()
    return pl.when(text != "").then(text)


def is_empty_word(cells: pl.Expr) -> pl.Expr:
    """True for `-`, `n/a` and `tidak diketahui`: somebody wrote that nothing is known."""
    return cells.str.contains(_EMPTY_WORDS)


def is_sheet_error(cells: pl.Expr) -> pl.Expr:
    """True for an error that a spreadsheet shows in a cell, such as `#N/A`."""
    return cells.str.starts_with("#") & cells.str.contains(_SHEET_ERROR)


def is_too_long(cells: pl.Expr) -> pl.Expr:
    """True for a cell longer than a spreadsheet can hold."""
    return (cells.str.len_bytes() > MAX_CELL) & (cells.str.len_chars() > MAX_CELL)


def is_plain_text(cells: pl.Expr) -> pl.Expr:
    """True for a text that no parser would change: cheap, and false for anything in doubt."""
    length = cells.str.len_bytes()
    last = cells.cast(pl.Binary).bin.get(-1, null_on_oob=True)
    starts_plainly = (cells > "#~") & (cells < "\x7f")  # no blank, no `#`, no letter beyond ASCII
    ends_plainly = last.is_between(ord("!"), ord("~"))
    return starts_plainly & ends_plainly & (length <= MAX_CELL) & ~length.is_in(_EMPTY_LENGTHS)


def is_nik(cells: pl.Expr) -> pl.Expr:
    """True for `NIK_SHAPE`, without the cost of a regular expression; false for a null."""
    has_digits = cells.cast(pl.UInt64, strict=False).is_not_null() & (cells >= "0")  # no sign
    return has_digits & (cells.str.len_bytes() == 16)
