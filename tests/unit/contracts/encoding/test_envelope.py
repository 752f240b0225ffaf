"""Both encoders alike on anything, keys that never show, encodings of another make refused."""

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from contracts.encoding import NORMALISER_VERSION
from contracts.encoding.envelope import ENCODINGS, IDENTITY, encode_persons, refuse_foreign
from contracts.encoding.hashing import hmac_64, hmac_hex, python_hmac_64, python_hmac_hex
from contracts.encoding.keys import SecretKey
from contracts.encoding.reference import encode_person

KEY = SecretKey("desk-test", "a1" * 32)
OTHER = SecretKey("desk-other", "b2" * 32)
_PIECES = (
    "Siti St. H. Hj. Muhammad M. Moh. Abdul Nurhayati Soejanto Djoko bin binti alias (Boy) @ S. SR "
    "Drs. , S.Pd. M.Si S.H. a/l A.P. I Wayan de'Souza Ñíña x - 1 é ß"
)
WORDS = st.sampled_from(_PIECES.split())
NAMES = st.lists(WORDS, max_size=6).map(" ".join) | st.text(
    st.characters(max_codepoint=0x17F, exclude_categories=["Cs", "Cc"]), max_size=25
)
NIKS = st.from_regex(r"[0-9]{16}", fullmatch=True) | st.from_regex(
    r"5371[0-9]{2}[0-7][0-9][01][0-9]{3}000[0-3]", fullmatch=True
)
BIRTHS = st.sampled_from(
    ["1990", "1990-03", "1990-03-07", "1990-01-01", "2001-12-31", "1985-07-01"]
)
RECORDS = st.fixed_dictionaries(
    {
        "nama": st.none() | NAMES,
        "alias": st.none() | st.lists(NAMES, max_size=2).map("|".join),
        "nik": st.none() | NIKS,
        "no_paspor": st.none() | st.sampled_from(["B 123-4567", "b1234567", "-"]),
        "tempat_lahir": st.none() | st.sampled_from(["Kab. Bandung", "Bandoeng", "12", "Kota"]),
        "tgl_lahir": st.none() | BIRTHS,
        "sumber_umur": st.none() | st.sampled_from(["KTP", "TAKSIRAN_MEDIS"]),
        "nama_badan": st.none() | st.sampled_from(["PT. Maju Jaya", "P.T. MAJU JAYA", "CV"]),
        "nib": st.none() | st.just("3737730391270"),
        "local_person": st.none() | st.just("RS1|77"),
    }
)


def _frame(records):
    return pl.DataFrame(records, schema=dict.fromkeys(IDENTITY, pl.String))


@pytest.mark.slow
@given(st.lists(RECORDS, min_size=1, max_size=6))
@example([dict.fromkeys(IDENTITY) | {"alias": "Oe"}])  # a letter in the spelling of today
@settings(max_examples=40)
def test_bulk_and_reference_are_one_encoder(records):
    bulk = encode_persons(_frame(records), KEY).to_dicts()
    assert bulk == [encode_person(record, KEY) for record in records]


@given(st.lists(st.none() | st.text(max_size=30), min_size=1, max_size=8))
@settings(max_examples=50)
def test_hashes_are_those_of_the_standard_library(values):
    frame = pl.DataFrame({"v": values}, schema={"v": pl.String})
    found = frame.select(
        whole=hmac_hex(pl.col("v"), "p", KEY), short=hmac_64(pl.col("v"), "p", KEY)
    )
    for value, whole, short in zip(values, found["whole"], found["short"], strict=True):
        assert whole == (None if value is None else python_hmac_hex(value, "p", KEY))
        assert short == (None if value is None else python_hmac_64(value, "p", KEY))


def test_rows_keep_their_order_and_other_columns():
    records = [{"nama": "Siti"}, {"nama": None}, {"nama": "Budi"}, {"nama": "Siti"}]
    rows = _frame([dict.fromkeys(IDENTITY) | r for r in records]).with_columns(
        record_id=pl.Series(["d", "a", "c", "b"])
    )
    encoded = encode_persons(rows, KEY)
    assert encoded.columns == ["record_id", *ENCODINGS]
    assert encoded["record_id"].to_list() == ["d", "a", "c", "b"]
    assert {c: t for c, t in encoded.schema.items() if c in ENCODINGS} == ENCODINGS
    assert encoded["name_hash"][0] == encoded["name_hash"][3] != encoded["name_hash"][2]
    backward = encode_persons(rows.reverse(), KEY)
    assert backward.reverse().equals(encoded)


def test_a_birth_date_in_the_nik_stands_for_one_not_recorded():
    rows = _frame(
        [
            dict.fromkeys(IDENTITY) | {"nik": "5371014507990001"},
            dict.fromkeys(IDENTITY) | {"tgl_lahir": "1999-07-05"},
            dict.fromkeys(IDENTITY) | {"nik": "5371014507990001", "tgl_lahir": "1998-07-05"},
        ]
    )
    encoded = encode_persons(rows, KEY)
    assert encoded["birth_month"].to_list() == ["1999-07", "1999-07", "1998-07"]
    assert encoded["birth_date_hash"][0] == encoded["birth_date_hash"][1]
    assert encoded["nik_birth_hash"][2] == encoded["birth_date_hash"][1]
    assert encoded["birth_date_hash"][2] != encoded["birth_date_hash"][1]


def test_two_niks_one_digit_apart_share_one_masked_form():
    rows = _frame(
        [dict.fromkeys(IDENTITY) | {"nik": n} for n in ("5371014507990001", "5371014507990002")]
    )
    one, other = encode_persons(rows, KEY)["nik_masked_hashes"].to_list()
    assert len(set(one) & set(other)) == 1


def test_nothing_is_the_same_under_another_key():
    record = {
        "nama": "Siti Aminah",
        "alias": "Mina",
        "nik": "5371014507990001",
        "tgl_lahir": "1999-07-05",
        "tempat_lahir": "Kupang",
    }
    row = _frame([dict.fromkeys(IDENTITY) | record])
    one, two = encode_persons(row, KEY), encode_persons(row, OTHER)
    for column, dtype in ENCODINGS.items():
        if dtype == pl.Int64 and one[column].null_count() == 0:
            assert one[column][0] != two[column][0], column
        if dtype == pl.List(pl.Int64):
            assert not set(one[column][0]) & set(two[column][0]), column


def test_one_text_in_two_fields_gives_two_hashes():
    row = _frame([dict.fromkeys(IDENTITY) | {"nama": "Bandung", "tempat_lahir": "Bandung"}])
    encoded = encode_persons(row, KEY)
    hashes = [v for c, v in encoded.row(0, named=True).items() if c.endswith("_hash") and v]
    hashes += encoded["name_token_hashes"][0].to_list()
    assert len(set(hashes)) == len(hashes)


def test_a_key_shows_nowhere():
    expression = hmac_64(pl.col("v"), "p", KEY)
    plan = pl.LazyFrame({"v": ["x"]}).select(expression)
    shown = [repr(KEY), str(KEY), f"{[KEY]}", str(expression), repr(expression), plan.explain()]
    with pytest.raises(pl.exceptions.PolarsError) as told:
        pl.DataFrame({"w": [1]}).select(expression)
    shown.append(str(told.value))
    assert all(KEY.hex not in text and KEY.hex[:16] not in text for text in shown)
    assert KEY.key_id in repr(KEY)


def test_encodings_of_another_make_are_refused():
    envelope = encode_persons(_frame([dict.fromkeys(IDENTITY) | {"nama": "Siti"}]), KEY)
    refuse_foreign(envelope, [KEY.key_id])
    with pytest.raises(ValueError, match="desk-test"):
        refuse_foreign(envelope, [OTHER.key_id])
    older = envelope.with_columns(normaliser_version=pl.lit("0"))
    with pytest.raises(ValueError, match=NORMALISER_VERSION):
        refuse_foreign(older, [KEY.key_id])


def test_filters_stay_sparse():
    names = ["Siti Nurhayati Rahmawati Kusumaningrum", "Muhammad Abdurrahman Hidayatullah"]
    rows = _frame([dict.fromkeys(IDENTITY) | {"nama": name} for name in names])
    assert encode_persons(rows, KEY)["bloom_count"].max() / 512 <= 0.35
