"""The texts in a file of any kind, by place, for the identifier scanner."""

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

_BLOCK = 1 << 20
_OVERLAP = 512
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_XML_TAG = re.compile(r"<[^>]{0,2000}>")


def texts_of(path: Path) -> Iterator[tuple[str, Iterable[str]]]:
    """Places in a file and the texts that stand there.

    Yields:
        A place (table and column, zip member, or nothing more than `text`) and its texts.
    """
    if path.suffix == ".parquet":
        yield from _parquet(path)
    elif path.suffix == ".duckdb":
        yield from _duckdb(path)
    elif zipfile.is_zipfile(path):
        yield from _zip(path)
    elif path.suffix == ".pdf":
        yield "text", _pdf(path.read_bytes())
    else:
        yield "text", _blocks(path)


def _parquet(path: Path) -> Iterator[tuple[str, Iterable[str]]]:
    import polars as pl

    for name, dtype in pl.read_parquet_schema(path).items():
        if dtype == pl.String:
            column = pl.scan_parquet(path).select(pl.col(name).drop_nulls().unique()).collect()
            yield name, column.to_series().to_list()


def _duckdb(path: Path) -> Iterator[tuple[str, Iterable[str]]]:
    import duckdb

    # the bytes of a DuckDB file are compressed: only its tables say what it holds
    with duckdb.connect(str(path), read_only=True) as connection:
        columns = connection.execute(
            "select table_schema, table_name, column_name from information_schema.columns "
            "where data_type = 'VARCHAR' and table_schema not in ('information_schema') "
            "and table_catalog = current_database() order by all"
        ).fetchall()
        for schema, table, column in columns:
            values = connection.table(f'"{schema}"."{table}"').unique(f'"{column}"').fetchall()
            yield f"{schema}.{table}.{column}", [v for (v,) in values if v is not None]


def _zip(path: Path) -> Iterator[tuple[str, Iterable[str]]]:
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            text = archive.read(name).decode("utf-8", "replace")
            yield name, [_XML_TAG.sub("\n", text)]


def _pdf(content: bytes) -> Iterator[str]:
    """What stands between the markup, in clear or deflated; text is drawn in pieces, so joined."""
    yield _STREAM.sub(b"", content).decode("latin-1")
    for match in _STREAM.finditer(content):
        try:
            yield zlib.decompress(match.group(1)).decode("latin-1")
        except zlib.error:
            continue


def _blocks(path: Path) -> Iterator[str]:
    """A file as text, in overlapping blocks, so that what crosses a border is found too."""
    with path.open("rb") as stream:
        before = b""
        while block := stream.read(_BLOCK):
            yield (before + block).decode("utf-8", "replace")
            before = block[-_OVERLAP:]
