"""The texts in a file of any kind, by place, for the identifier scanner.

Parquet and DuckDB are read as tables, workbooks and other archives member by member, PDF by its
streams, markup with and without its tags, all else as text. A table is read in one go, since each
reading of a column costs more than its rows; columns in which no identifier can stand are left
unread. Nothing is held whole but the distinct texts of a Parquet file, one member or one block.
"""

import gzip
import html
import re
import zipfile
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import IO

import polars as pl

from warehouse.scanned_pdf import pdf_texts

_BLOCK = 1 << 20
_OVERLAP = 512  # longer than any identifier, so that none is cut by the edge of a block
_ROWS = 200_000
_TAG = re.compile(r"<[^>]{0,2000}>")
_MARKUP = {".html", ".htm", ".svg", ".xml", ".rels"}
Texts = Iterator[tuple[str, pl.Series]]


def texts_of(path: Path) -> Texts:
    """Places in a file and the texts that stand there.

    Yields:
        A place (table and column, archive member, or `text`) and some of its texts.
    """
    if path.suffix == ".parquet":
        yield from _parquet(path)
    elif path.suffix in {".duckdb", ".db"} and _is_duckdb(path):
        yield from _duckdb(path)
    elif zipfile.is_zipfile(path):
        yield from _zip(path)
    elif path.suffix == ".pdf":
        for text in pdf_texts(path.read_bytes()):
            yield "text", pl.Series([text])
    elif path.suffix == ".gz":
        with gzip.open(path) as stream:
            yield from _blocks("text", stream, is_markup=False)
    else:
        with path.open("rb") as stream:
            yield from _blocks("text", stream, is_markup=path.suffix in _MARKUP)


def _parquet(path: Path) -> Texts:
    texts = (_as_text(name, dtype) for name, dtype in pl.read_parquet_schema(path).items())
    distinct = [text.drop_nulls().unique().implode() for text in texts if text is not None]
    for column in pl.scan_parquet(path).select(distinct).collect():
        yield from _chunks(column.name, column.explode())


def _as_text(name: str, dtype: pl.DataType) -> pl.Expr | None:
    """A column as text; None where no identifier can stand in it."""
    if isinstance(dtype, pl.List | pl.Array):
        inner = _as_text(name, dtype.inner)  # pyright: ignore[reportArgumentType]
        return None if inner is None else pl.col(name).explode().cast(pl.String)
    if isinstance(dtype, pl.Struct):
        return pl.col(name).struct.json_encode()
    if dtype == pl.Binary:
        return pl.col(name).cast(pl.String, strict=False)
    if dtype in (
        pl.Int64,
        pl.UInt64,
        pl.Int128,
    ):  # a NIK read as a number, its first digit is never 0
        return pl.col(name).filter(pl.col(name) >= 10**15).cast(pl.String)
    is_text = isinstance(dtype, pl.String | pl.Categorical | pl.Enum)
    return pl.col(name).cast(pl.String) if is_text else None


def _is_duckdb(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(12)[8:12] == b"DUCK"


def _duckdb(path: Path) -> Texts:
    import duckdb

    # the bytes of a DuckDB file are compressed: only its tables say what it holds
    with duckdb.connect(str(path), read_only=True) as connection:
        columns = connection.execute(
            "select schema_name, table_name, column_name, data_type from duckdb_columns() "
            "where table_oid in (select table_oid from duckdb_tables()) order by all"
        ).fetchall()
        # a view holds nothing of its own but its words: what it reads is searched where it lies
        views = connection.execute(
            "select schema_name, view_name, sql from duckdb_views() where not internal order by all"
        ).fetchall()
        for schema, view, words in views:
            yield f"{schema}.{view}", pl.Series([words])
        for (schema, table), of_table in groupby(columns, itemgetter(0, 1)):
            texts = [_in_sql(column, kind) for *_, column, kind in of_table if _may_hold(kind)]
            if not texts:
                continue
            rows = connection.sql(f'select {", ".join(texts)} from "{schema}"."{table}"')  # noqa: S608
            for batch in rows.to_arrow_reader(_ROWS):
                for column in pl.DataFrame(batch):
                    yield f"{schema}.{table}.{column.name}", column.drop_nulls().unique()


_WIDE = {"BIGINT", "UBIGINT", "HUGEINT"}  # whole numbers that reach sixteen digits
_NARROW = {"INTEGER", "SMALLINT", "TINYINT", "UINTEGER", "USMALLINT", "UTINYINT"}


def _may_hold(kind: str) -> bool:
    """Whether an identifier can stand in a column of this type of DuckDB."""
    return kind not in _NARROW and any(
        word in kind for word in ("VARCHAR", "JSON", "BLOB", "INT", "ENUM")
    )


def _in_sql(column: str, kind: str) -> str:
    """A column as text; of whole numbers those that could be a NIK."""
    text = f'"{column}"::varchar'
    if kind in _WIDE:
        text = f'case when "{column}" >= 1000000000000000 then {text} end'
    return f'{text} as "{column}"'


def _zip(path: Path) -> Texts:
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            yield name, pl.Series([name])
            with archive.open(name) as stream:
                yield from _blocks(name, stream, is_markup=Path(name).suffix in _MARKUP)


def _blocks(place: str, stream: IO[bytes] | gzip.GzipFile, *, is_markup: bool) -> Texts:
    """A stream as text, in overlapping blocks, so that what crosses a border is found too."""
    before = b""
    while block := stream.read(_BLOCK):
        whole = before + block
        wide = "utf-16" if whole[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
        text = whole.decode(wide, "replace")
        yield place, pl.Series([text])
        if is_markup:
            yield place, pl.Series([html.unescape(_TAG.sub(" ", text))])
            yield place, pl.Series([html.unescape(_TAG.sub("", text))])
        before = whole[-_OVERLAP:]


def _chunks(place: str, values: pl.Series) -> Texts:
    for start in range(0, len(values), _ROWS):
        yield place, values.slice(start, _ROWS)
