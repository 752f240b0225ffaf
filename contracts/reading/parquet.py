"""Parquet to a grid: typed columns become the text that a spreadsheet would show.

A Parquet file has no lines; rows are numbered as if its header stood on line 1.
"""

from io import BytesIO

import polars as pl

from contracts.reading.blanks import content_rows
from contracts.reading.sources import Grid, RefusedFileError, SourceFile

MAX_BYTES = 500_000_000  # unpacked too
MAX_CELLS = 60_000_000  # a few bytes of Parquet can hold a billion equal rows


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
        _refuse_what_unpacks_to_too_much(content)
        lazy = pl.scan_parquet(BytesIO(content))
        schema = lazy.collect_schema()
        frame = lazy.select(_as_text(n, t) for n, t in schema.items()).collect(engine="in-memory")
    except (pl.exceptions.PolarsError, OSError, ValueError, TypeError, NotImplementedError):
        raise RefusedFileError("F-001") from None
    frame.columns = [str(i) for i in range(frame.width)]
    rows = pl.int_range(2, frame.height + 2, dtype=pl.Int64, eager=True)
    kept = content_rows(frame) if frame.width else None
    if kept is not None:
        frame, rows = frame[kept], rows.gather(kept)
    return Grid(name, tuple(n.strip() for n in schema.names()), frame, rows.alias("row"))


def _refuse_what_unpacks_to_too_much(content: bytes) -> None:
    """Before a cell is read: many cells, much text, or one long text shown in many cells."""
    from pyarrow.parquet import ParquetFile

    about = ParquetFile(BytesIO(content)).metadata
    groups = [about.row_group(i) for i in range(about.num_row_groups)]
    unpacked = sum(group.total_byte_size for group in groups)
    too_much = about.num_rows * max(about.num_columns, 1) > MAX_CELLS or unpacked > MAX_BYTES
    # No text is longer than its row group; only where that says too little are texts measured.
    at_most = sum(group.total_byte_size * group.num_rows for group in groups)
    if too_much or (at_most > MAX_BYTES and _text_bytes(content) > MAX_BYTES):
        raise RefusedFileError("F-005", limit=MAX_BYTES // 1_000_000)


def _text_bytes(content: bytes) -> int:
    """Bytes of text in all cells, without making the texts."""
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow.parquet import ParquetFile

    schema = ParquetFile(BytesIO(content)).schema_arrow
    texts = [
        field.name
        for field in schema
        if pa.types.is_string(field.type)
        or pa.types.is_large_string(field.type)
        or pa.types.is_string_view(field.type)
        or pa.types.is_dictionary(field.type)
    ]
    total = 0
    for name in texts:
        opened = ParquetFile(BytesIO(content), read_dictionary=[name])
        for batch in opened.iter_batches(columns=[name]):
            column = batch.column(0)
            if not pa.types.is_dictionary(column.type):
                total += column.nbytes
                continue
            lengths = pc.call_function("binary_length", [column.dictionary])
            shown = lengths.take(column.indices.drop_null())
            total += pc.call_function("sum", [shown]).as_py() or 0
            if total > MAX_BYTES:
                return total
    return total


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
