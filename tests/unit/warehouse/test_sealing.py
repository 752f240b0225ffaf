import io
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.encoding.keys import SecretKey
from contracts.problems import Problem
from warehouse import files, sealing
from warehouse.keys import Keys

KEYS = Keys(*(SecretKey(f"{n}-1", f"{i:064x}") for i, n in enumerate("dlis", start=1)))
CANARY = b"3171044107900001"


@given(st.binary(max_size=4096), st.integers(1, 512))
@settings(max_examples=50)
def test_what_is_sealed_comes_back_whatever_the_chunks(content, chunk):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealing, "_CHUNK", chunk)
        sealed = sealing.seal(content, binding="b", keys=KEYS)
    assert sealing.unseal(sealed, binding="b", keys=KEYS) == content


def test_nothing_of_the_content_shows_and_no_two_seals_are_alike():
    first, second = (sealing.seal(CANARY * 100, binding="b", keys=KEYS) for _ in range(2))
    assert CANARY not in first
    assert first != second


@given(st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_changed_byte_anywhere_is_refused(data):
    sealed = bytearray(sealing.seal(CANARY * 20, binding="b", keys=KEYS))
    position = data.draw(st.integers(0, len(sealed) - 1))
    sealed[position] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Problem):
        sealing.unseal(bytes(sealed), binding="b", keys=KEYS)


@pytest.mark.parametrize("cut", [0, 3, 8, 200, -1])
def test_a_cut_file_is_refused(cut):
    sealed = sealing.seal(CANARY * 20, binding="b", keys=KEYS)
    with pytest.raises(Problem, match="damaged"):
        sealing.unseal(sealed[:cut], binding="b", keys=KEYS)


def test_chunks_left_out_or_in_another_order_are_refused(monkeypatch):
    monkeypatch.setattr(sealing, "_CHUNK", 16)
    sealed = sealing.seal(bytes(range(48)), binding="b", keys=KEYS)
    size = 4 + 12 + 16 + 16
    head, chunks = (
        sealed[: -3 * size],
        [sealed[-3 * size :][n * size : (n + 1) * size] for n in range(3)],
    )
    for wrong in ([0, 1], [1, 0, 2], [0, 2], [0, 1, 2, 2]):
        with pytest.raises(Problem, match="damaged"):
            sealing.unseal(head + b"".join(chunks[n] for n in wrong), binding="b", keys=KEYS)


def test_a_sealed_object_does_not_open_in_anothers_place():
    sealed = sealing.seal(CANARY, binding="police/A/2025-01/r1", keys=KEYS)
    with pytest.raises(Problem, match="police/B"):
        sealing.unseal(sealed, binding="police/B/2025-01/r1", keys=KEYS)


def test_the_wrong_key_and_a_missing_key_are_told_apart():
    sealed = sealing.seal(CANARY, binding="b", keys=KEYS)
    same_id = replace(KEYS, storage=SecretKey("s-1", "f" * 64))
    with pytest.raises(Problem, match="damaged"):
        sealing.unseal(sealed, binding="b", keys=same_id)
    other_id = replace(KEYS, storage=SecretKey("s-2", "f" * 64))
    with pytest.raises(Problem, match="s-1 is not in the key file"):
        sealing.unseal(sealed, binding="b", keys=other_id)
    retired = replace(other_id, retired_storage=(KEYS.storage,))
    assert sealing.unseal(sealed, binding="b", keys=retired) == CANARY


def test_a_frame_comes_back_and_shows_nothing():
    frame = pl.DataFrame({"nik": ["3171044107900001", None], "row": [2, 3]})
    sealed = sealing.seal(files.parquet_bytes(frame), binding="b", keys=KEYS)
    assert CANARY not in sealed
    assert b"PAR1" not in sealed
    opened = pl.read_parquet(sealing.unseal(sealed, binding="b", keys=KEYS))
    assert opened.sort("row").equals(frame)


def test_a_shredded_file_is_gone_and_a_copy_of_its_bytes_without_the_head_is_no_use(tmp_path):
    path = tmp_path / "x.enc"
    path.write_bytes(sealing.seal(CANARY, binding="b", keys=KEYS))
    kept = tmp_path / "hardlink.enc"
    kept.hardlink_to(path)
    sealing.shred(path)
    assert not path.exists()
    with pytest.raises(Problem):
        sealing.unseal(kept.read_bytes(), binding="b", keys=KEYS)


def test_a_stream_gives_out_only_what_is_proved(monkeypatch):
    monkeypatch.setattr(sealing, "_CHUNK", 16)
    sealed = bytearray(sealing.seal(bytes(64), binding="b", keys=KEYS))
    sealed[-1] ^= 1
    given_out = []
    with pytest.raises(Problem):
        given_out.extend(sealing.unseal_stream(io.BytesIO(bytes(sealed)), binding="b", keys=KEYS))
    assert len(b"".join(given_out)) <= 48
