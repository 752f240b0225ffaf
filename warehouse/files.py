"""Writing files so that a kill at any moment leaves the old one or the new one, never half of one.

Temporary name in the same folder, fsync, rename, fsync of the folder. Where many small files are
written at once, `flush` syncs them side by side before they are renamed.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    import polars as pl

_TEMPORARY = ".writing-"
_CHUNK = 1 << 20
_FLUSHERS = 16

# One setting for every Parquet file, so that the same rows are the same bytes.
_PARQUET: Mapping[str, Any] = {
    "compression": "zstd",
    "compression_level": 3,
    "row_group_size": 122_880,
    "statistics": True,
}


def write_bytes(path: Path, content: bytes, *, mode: int = 0o644) -> None:
    """Replace a file by these bytes in one step."""
    with _replacing(path, mode) as stream:
        stream.write(content)


def write_all(contents: Mapping[Path, bytes], *, mode: int = 0o644) -> None:
    """Replace many files, each in one step, the first when all are on the disk."""
    beside = {path: temporary(path) for path in contents}
    try:
        for path, content in contents.items():
            with _opened(beside[path], mode) as stream:
                stream.write(content)
        flush(list(beside.values()))
        for path, source in beside.items():
            source.replace(path)
    except BaseException:
        for source in beside.values():
            source.unlink(missing_ok=True)
        raise
    flush(sorted({path.parent for path in contents}))


def write_json(path: Path, content: object, *, mode: int = 0o644) -> None:
    """Replace a file by this JSON document (keys sorted, one end of line) in one step."""
    write_bytes(path, json_bytes(content), mode=mode)


def json_bytes(content: object) -> bytes:
    """The document as we write all JSON: keys sorted, indented, UTF-8."""
    return (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def write_parquet(
    frame: "pl.DataFrame", path: Path, *, sort_by: Iterable[str] | None = None, mode: int = 0o644
) -> str:
    """Replace a Parquet file by this frame, sorted, in one step; the same rows are the same bytes.

    Args:
        frame: The rows.
        path: Where; its folder exists.
        sort_by: First columns of the order; all others break ties. Default: as they stand.
        mode: Permissions of the file.

    Returns:
        SHA-256 of the file.
    """
    ordered = in_order(frame, sort_by)
    with _replacing(path, mode) as stream:
        ordered.write_parquet(stream, **_PARQUET)
    return sha256(path)


def parquet_bytes(frame: "pl.DataFrame", *, sort_by: Iterable[str] | None = None) -> bytes:
    """The bytes that `write_parquet` would write."""
    return encoded([in_order(frame, sort_by)])[0]


def encoded(frames: Iterable["pl.DataFrame"]) -> list[bytes]:
    """Parquet of frames as they stand: many small ones at once cost far less than one by one."""
    import io

    import polars as pl

    streams = [(frame, io.BytesIO()) for frame in frames]
    pl.collect_all([f.lazy().sink_parquet(s, lazy=True, **_PARQUET) for f, s in streams])
    return [stream.getvalue() for _, stream in streams]


def in_order(frame: "pl.DataFrame", sort_by: Iterable[str] | None = None) -> "pl.DataFrame":
    """The frame sorted by these columns and then by all others, so that no tie is left open."""
    import polars as pl

    first = list(sort_by or ())
    orderable = [n for n, t in frame.schema.items() if n not in first and t != pl.Object]
    by = first + orderable
    return frame.sort(by, nulls_last=True, maintain_order=True) if by else frame


def sha256(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def flush(paths: Sequence[Path]) -> None:
    """Bring files and folders to the disk, many side by side."""

    def share(start: int) -> None:
        for path in paths[start::_FLUSHERS]:
            _fsync(path)

    with ThreadPoolExecutor(_FLUSHERS) as pool:
        list(pool.map(share, range(min(_FLUSHERS, len(paths)))))


def replace(source: Path, target: Path) -> None:
    """Rename in one step and make the folder durable; the source is on the disk already."""
    source.replace(target)
    _fsync(target.parent)


def sweep(folder: Path) -> int:
    """Remove what a killed run left half written under a folder; how many things it was.

    Whoever calls holds the lock of that folder: nobody else is writing there.
    """
    if not folder.is_dir():
        return 0
    leftovers = [p for p in folder.rglob(f"{_TEMPORARY}*") if is_temporary(p)]
    for path in leftovers:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(leftovers)


def temporary(path: Path) -> Path:
    """A name beside the path that no other process uses and `sweep` knows."""
    return path.with_name(f"{_TEMPORARY}{os.getpid()}-{path.name}")


def is_temporary(path: Path) -> bool:
    """Whether a path has a name that `temporary` gives."""
    return path.name.startswith(_TEMPORARY)


@contextmanager
def _replacing(path: Path, mode: int) -> Iterator[BinaryIO]:
    beside = temporary(path)
    try:
        with _opened(beside, mode) as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        replace(beside, path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _opened(path: Path, mode: int) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb")


def _fsync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
