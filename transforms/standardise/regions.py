"""Region codes of any time to the code of today."""

import polars as pl

from contracts.regions import old_regions, today


def to_present(column: str) -> pl.Expr:
    """Codes of a column as they stand today.

    A regency that moved to a new province takes its code of today, its districts with it; a bare
    province code stays, since a province that was split does not say which part is meant. Several
    codes joined with | are mapped one by one.

    Args:
        column: Name of a column of dotted codes.
    """
    successors = {old: today(old) for old in sorted(old_regions())}
    code = pl.col(column)
    for old, new in successors.items():
        code = code.str.replace_all(
            rf"(^|\|){old.replace('.', '[.]')}($|\||[.])", f"${{1}}{new}${{2}}"
        )
    return code.alias(column)
