"""Parquet to a grid: typed columns become the text that a spreadsheet would show.

A Parquet file has no lines; rows are numbered as if its header stood on line 1.
"""

from io import BytesIO

import polars as pl

from contracts.reading.blanks import content_rows
from contracts.reading.sources import Grid, RefusedFileError, SourceFile

MAX_BYTES = 700_000_000
MAX_CELLS = 200_000_000  # a few bytes of Parquet can hold a billion equal rows


def read_parquet(file: SourceFile, name: str) -> Grid:
    """The grid of a Parquet file.

    Raises:
        RefusedFileError: It is empty, broken, too large, or has nested columns.
    """
    if file.size > MAX_BYTES:
        raise RefusedFileError("F-005", limit=MAX_BYTES // 1_000_000)
    content = file.read()
    if not content[:1_000_000].strip() and not content.strip():
        raise RefusedFileError("F-004")
    if not content.startswith(b"PAR1"):
        raise RefusedFileError("F-003", expected="Parquet")
    try:
        lazy = pl.scan_parquet(BytesIO(content))
        schema = lazy.collect_schema()
        height = lazy.select(pl.len()).collect().item()
        if height * max(len(schema), 1) > MAX_CELLS:
            raise RefusedFileError("F-005", limit=MAX_BYTES // 1_000_000)
        frame = lazy.select(_as_text(n, t) for n, t in schema.items()).collect(engine="in-memory")
    except (pl.exceptions.PolarsError, OSError):
        raise RefusedFileError("F-001") from None
    frame.columns = [str(i) for i in range(frame.width)]
    rows = pl.int_range(2, frame.height + 2, dtype=pl.Int64, eager=True)
    kept = content_rows(frame) if frame.width else None
    if kept is not None:
        frame, rows = frame[kept], rows.gather(kept)
    return Grid(name, tuple(n.strip() for n in schema.names()), frame, rows.alias("row"))


def _as_text(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if dtype == pl.Boolean:
        return pl.when(column).then(pl.lit("Y")).when(~column).then(pl.lit("T")).alias(name)
    if dtype.is_float():
        whole = column.is_finite() & (column == column.floor()) & (column.abs() < 1e18)
        as_integer = column.cast(pl.Int64, strict=False).cast(pl.String)
        return pl.when(whole).then(as_integer).otherwise(column.cast(pl.String)).alias(name)
    if isinstance(dtype, pl.Datetime):
        return column.dt.strftime("%Y-%m-%d %H:%M:%S").alias(name)
    if dtype.is_nested() or dtype in (pl.Binary, pl.Object):
        raise RefusedFileError("F-001")
    return column.cast(pl.String).alias(name)
