import os
import random

import polars as pl
import pytest

from warehouse import files


def test_a_write_replaces_the_whole_file_and_leaves_nothing_beside_it(tmp_path):
    path = tmp_path / "a.json"
    files.write_json(path, {"b": 1, "a": "é"}, mode=0o600)
    files.write_json(path, {"b": 2, "a": "é"}, mode=0o600)
    assert path.read_text("utf-8") == '{\n "a": "é",\n "b": 2\n}\n'
    assert path.stat().st_mode & 0o777 == 0o600
    assert os.listdir(tmp_path) == ["a.json"]  # noqa: PTH208


def test_a_failed_write_leaves_the_old_file(tmp_path):
    path = tmp_path / "a.parquet"
    files.write_bytes(path, b"old")
    with pytest.raises(TypeError):
        files.write_bytes(path, "no bytes")
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.parquet"]


def test_many_files_are_replaced_and_a_failure_leaves_the_old_ones(tmp_path):
    paths = [tmp_path / name for name in "ab"]
    files.write_all(dict.fromkeys(paths, b"old"), mode=0o600)
    assert [path.stat().st_mode & 0o777 for path in paths] == [0o600] * 2
    with pytest.raises(TypeError):
        files.write_all(dict(zip(paths, (b"new", "no bytes"), strict=True)))
    assert [path.read_bytes() for path in paths] == [b"old"] * 2
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a", "b"]


def test_frames_encoded_together_are_the_bytes_of_each_alone():
    frames = [pl.DataFrame({"n": range(size)}) for size in (0, 1, 50)]
    assert files.encoded(frames) == [files.parquet_bytes(frame) for frame in frames]


def test_the_same_rows_are_the_same_bytes_whatever_their_order(tmp_path):
    rows = [(f"k{n % 7}", n % 5, None if n % 3 else n) for n in range(500)]
    hashes = set()
    for seed in range(3):
        random.Random(seed).shuffle(rows)
        frame = pl.DataFrame(rows, schema=["key", "n", "m"], orient="row")
        path = tmp_path / f"{seed}.parquet"
        hashes.add(files.write_parquet(frame, path, sort_by=["n"]))
        hashes.add(files.sha256(path))
        assert files.parquet_bytes(frame, sort_by=["n"]) == path.read_bytes()
    assert len(hashes) == 1


def test_a_sweep_takes_only_what_is_half_written(tmp_path):
    (tmp_path / "sub").mkdir()
    kept = tmp_path / "sub" / "writing-x"
    kept.write_bytes(b"")
    files.temporary(tmp_path / "sub" / "x").write_bytes(b"")
    files.temporary(tmp_path / "dir").mkdir()
    assert files.sweep(tmp_path) == 2
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["sub", "writing-x"]
    assert files.sweep(tmp_path / "not there") == 0
