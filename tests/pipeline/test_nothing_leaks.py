"""Attacks on the open zone: planted persons are looked for in every byte of it."""

import zipfile
import zlib
from pathlib import Path

import polars as pl
import pytest

from contracts.registry import record_types
from contracts.schemas.columns import Sensitivity
from contracts.synthetic import canaries
from warehouse.scanner import Identifiers, scan

pytestmark = pytest.mark.slow


def _open_files(home: Path) -> list[Path]:
    restricted = home / "restricted"
    return [p for p in sorted(home.rglob("*")) if p.is_file() and not p.is_relative_to(restricted)]


def _readings(path: Path) -> list[bytes]:
    """The bytes of a file, and what they are once unpacked."""
    raw = path.read_bytes()
    readings = [raw]
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            readings += [archive.read(name) for name in archive.namelist()]
    if path.suffix == ".pdf":
        for part in raw.split(b"stream")[1:]:
            try:
                readings.append(zlib.decompressobj().decompress(part.lstrip(b"\r\n")))
            except zlib.error:
                continue
    if path.suffix == ".parquet":
        frame = pl.read_parquet(path)
        texts = frame.select(pl.col(pl.String)).to_dict(as_series=False).values()
        readings.append("\n".join(str(v) for column in texts for v in column).encode())
    return readings


def test_canaries_were_submitted(world) -> None:
    rows = world.marts("fct_submissions").filter(pl.col("unit_code") == "CANARY")
    assert rows.filter(pl.col("rows_accepted") > 0).height >= 4


def test_no_canary_stands_in_any_open_file(world) -> None:
    markers = [marker.upper().encode() for marker in canaries.markers()]
    assert markers
    found = [
        (str(path), marker.decode())
        for path in _open_files(world.home)
        for reading in _readings(path)
        for marker in markers
        if marker in reading.upper()
    ]
    assert found == []


def test_canaries_are_there_to_be_found(extracts) -> None:
    planted = b"".join(p.read_bytes() for p in (extracts / "submissions").rglob("CANARY/**/*.csv"))
    assert canaries.markers()[0].encode() in planted


def test_scanner_finds_a_canary_put_into_the_open_zone(tmp_path) -> None:
    identifiers = Identifiers()
    identifiers.add_all(canaries.markers())
    pl.DataFrame({"note": ["x", canaries.VICTIM.name.lower()]}).write_parquet(
        tmp_path / "a.parquet"
    )
    (tmp_path / "b.log").write_text(f"nik {canaries.VICTIM.nik[:6]} {canaries.VICTIM.nik[6:]}")
    leaks = scan(tmp_path, identifiers)
    assert {leak.file for leak in leaks} == {"a.parquet", "b.log"}
    assert all(canaries.VICTIM.name not in str(leak) for leak in leaks)


def test_nothing_restricted_is_in_clear_at_rest(world) -> None:
    markers = [marker.encode() for marker in canaries.markers()]
    for zone in ("landing", "validated"):
        for path in sorted((world.home / "restricted" / zone).rglob("*")):
            if path.is_file():
                content = path.read_bytes()
                assert not any(marker in content for marker in markers), path


def test_no_identifying_column_goes_on_from_the_pseudonymised_zone(world) -> None:
    direct = {
        column.name
        for record_type in record_types().values()
        for column in record_type.columns
        if column.sensitivity in (Sensitivity.DIRECT, Sensitivity.LOCAL)
    }
    folders = [world.home / "restricted" / "pseudonymised", world.home / "warehouse" / "sources"]
    for folder in folders:
        for path in sorted(folder.rglob("*.parquet")):
            assert not direct & set(pl.read_parquet_schema(path)), path
