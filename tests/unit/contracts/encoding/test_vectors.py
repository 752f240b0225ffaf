"""The published vectors, read by both encoders."""

import json

import polars as pl

from contracts.encoding import vectors
from contracts.encoding.envelope import ENCODINGS, IDENTITY, encode_persons
from contracts.encoding.normalise import plain_names, python_tokens
from contracts.encoding.numbers import lp_core, lp_number

PUBLISHED = json.loads(vectors.path().read_text("utf-8"))


def test_the_reference_says_what_is_published():
    assert json.loads(json.dumps(vectors.document())) == PUBLISHED


def test_the_bulk_encoder_says_what_is_published():
    raw = pl.DataFrame(
        [v["raw"] for v in PUBLISHED["records"]], schema=dict.fromkeys(IDENTITY, pl.String)
    )
    encoded = encode_persons(raw, vectors.PUBLISHED_KEY).to_dicts()
    assert encoded == [v["encoded"] for v in PUBLISHED["records"]]
    assert list(encoded[0]) == list(ENCODINGS)


def test_bulk_names_say_what_is_published():
    published = PUBLISHED["names"]
    names = pl.DataFrame({"nama": [v["raw"] for v in published]})
    encoded = encode_persons(names, vectors.PUBLISHED_KEY)
    for row, told in zip(encoded.to_dicts(), published, strict=True):
        assert [row[f"bloom_{i}"] for i in range(8)] == told["filter"], told["raw"]
        assert row["bloom_count"] == told["filter_bits"]
        for column in ("name_hash", "name_token_hashes", "name_phonetic_hashes", "initials_hash"):
            assert row[column] == told[column], told["raw"]
    within = plain_names(names.select(name="nama"))["within"].to_list()
    assert within == [v["alias"] for v in published]


def test_bulk_numbers_say_what_is_published():
    published = PUBLISHED["lp_numbers"]
    frame = pl.DataFrame({"raw": [v["raw"] for v in published]})
    found = frame.with_columns(whole=lp_number(pl.col("raw")), core=lp_core(pl.col("raw")))
    assert found.to_dicts() == published


def test_spellings_of_one_name_are_one_name():
    for one in (
        ["Siti Aminah", "Hj. St. Aminah", "Sitti Aminah binti Hasan", "SITIAMINAH"],
        ["Muhammad Yusuf", "Moh. Jusuf", "M. Yusup", "M.Yusuf", "Mochamad Joesoef"],
        ["Soejanto", "Suyanto"],
        ["Tjahjadi", "Cahyadi"],
        ["Nurhayati", "Nur Hayati"],
        ["Abdurrahman", "Abdul Rahman"],
        ["I Wayan Sudana", "Wy. Sudana"],
    ):
        assert len({python_tokens(name) for name in one}) == 1, one


def test_what_is_another_name_stays_another():
    assert python_tokens("Sitinjak") != python_tokens("Siti Njak")
    assert python_tokens("Sujono") == ("SUJONO",)
    assert python_tokens("R. A.") == ("R", "A")
    assert python_tokens("M. A.") == ("M", "A")
    assert python_tokens("SR") == ("S", "R")
    assert python_tokens("Mr. X") == ()
