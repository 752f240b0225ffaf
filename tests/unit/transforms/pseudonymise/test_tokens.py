"""Keying a second time keeps what agrees and hides what it was."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.encoding.envelope import ENCODINGS, encode_persons
from contracts.encoding.keys import SecretKey
from contracts.encoding.names import BLOOM
from transforms.pseudonymise.tokens import case_token, permuted, record_id, rekey

DESK, LINKAGE = SecretKey("desk-t", "d1" * 32), SecretKey("link-t", "e2" * 32)
OTHER = SecretKey("link-o", "e3" * 32)
WORD = st.integers(-(2**63), 2**63 - 1)


@pytest.fixture
def envelope():
    rows = pl.DataFrame(
        {
            "nama": ["Siti Aminah", "Sitti Aminah", None, "Budi"],
            "alias": ["Mina|Ami", None, None, "Ami"],
            "nik": ["5371014507990001", None, "5371014507990002", None],
            "tgl_lahir": ["1999-07-05", "1999-07-05", None, "1999-05-07"],
            "tempat_lahir": ["Kupang", "Kupang", None, None],
        }
    )
    return encode_persons(rows, DESK)


def test_nothing_of_the_desk_remains(envelope):
    after = rekey(envelope, LINKAGE)
    assert after.columns == envelope.columns
    assert after.schema == envelope.schema
    for column, dtype in ENCODINGS.items():
        if dtype == pl.Int64:
            same = (envelope[column] == after[column]).fill_null(False)
            assert not same.any() or column in BLOOM or "bloom" in column, column
        if dtype == pl.List(pl.Int64):
            before = {v for row in envelope[column].to_list() for v in row}
            assert not before & {v for row in after[column].to_list() for v in row}, column
    assert after["key_id"].unique().to_list() == ["desk-t+link-t"]


def test_what_agreed_still_agrees(envelope):
    after = rekey(envelope, LINKAGE)
    for column, dtype in ENCODINGS.items():
        assert after[column].null_count() == envelope[column].null_count()
        if dtype == pl.Int64 and "bloom" not in column:
            assert after[column].n_unique() == envelope[column].n_unique()
    assert after["nik_birth_hash"][0] == after["birth_date_hash"][1]
    assert after["birth_swap_hash"][0] == after["birth_date_hash"][3]
    assert len(set(after["nik_masked_hashes"][0]) & set(after["nik_masked_hashes"][2])) == 1
    assert set(after["alias_token_hashes"][3]) < set(after["alias_token_hashes"][0])
    assert after["bloom_count"].equals(envelope["bloom_count"])


@given(st.lists(st.tuples(*[WORD] * 8), min_size=2, max_size=2))
@settings(max_examples=30)
def test_shared_bits_stay_shared(filters):
    frame = pl.DataFrame(filters, schema=dict.fromkeys(BLOOM, pl.Int64), orient="row")
    after = permuted(frame, "name", LINKAGE)

    def shared(words):
        one, two = words.rows()
        return sum(((a & b) % 2**64).bit_count() for a, b in zip(one, two, strict=True))

    assert shared(after) == shared(frame)
    assert not after.equals(permuted(frame, "name", OTHER)) or frame.equals(after)


def test_case_tokens_keep_their_kind_and_can_be_looked_up():
    number = "B|188|IV|2023|POLRES KUPANG"
    frame = pl.DataFrame({"n": [number]})
    wanted = frame.select(case_token(pl.col("n"), "LP", DESK, LINKAGE)).item()
    from contracts.encoding.hashing import python_hmac_hex

    desk = "LP:" + python_hmac_hex(number, "case-lp", DESK)[:32]
    after = rekey(pl.DataFrame({"case_tokens": [[desk], []]}), LINKAGE)
    assert after["case_tokens"].to_list() == [[wanted], []]
    assert wanted.startswith("LP:")
    assert wanted != desk


def test_a_record_without_a_key_has_no_id():
    frame = pl.DataFrame({"unit": ["U", "U", "U"], "key": ["|", None, "a|"]})
    ids = frame.select(
        record_id("police", "police_persons", pl.col("unit"), pl.col("key"), DESK)
    ).to_series()
    assert ids.is_null().to_list() == [True, True, False]
    assert len(ids[2]) == 32
