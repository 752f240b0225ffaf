"""`kliring disclosure verify`: what was proved is said, and less than is asked is refused."""

import json

import pytest

from contracts.messages import subject_texts

CELLS = "a,b,n\n" + "".join(
    f"{a},{b},{n}\n"
    for (a, b), n in zip(
        [(a, b) for a in "xyz" for b in "uvw"], [1, 2, 9, 3, 20, 8, 30, 7, 6], strict=True
    )
)


@pytest.fixture
def verify(kliring, tmp_path):
    """Protect a table, change its claim, and check it."""

    def run(claim, *more, made=()):
        cells, out, proof = tmp_path / "cells.csv", tmp_path / "out.csv", tmp_path / "proof"
        cells.write_text(CELLS)
        options = ["--dims", "a,b", "--certificate", proof]
        said = kliring("disclosure", "protect", cells, "--out", out, *options, *made)
        assert said.code == 0, said
        path = proof / "claim.json"
        path.write_text(
            json.dumps({**json.loads(path.read_text()), **claim} if claim is not None else [])
        )
        return kliring("disclosure", "verify", out, *options, *more)

    return run


def test_what_was_proved_is_said_in_words(verify):
    said = verify({})
    assert said.code == 0
    assert "Diterima: dari 16 sel" in said.out
    assert "k = 5, tujuan contains" in said.out
    assert "nol selalu ditampilkan" in said.out
    english = verify({}, "--lang", "en").out
    assert "Accepted: of 16 cells" in english
    assert "k = 5, goal contains" in english
    for words in ("True", "None"):
        assert words not in said.out + english


def test_a_weaker_claim_is_said_to_be_weaker(verify):
    said = verify({"k": 2, "goal": "not_exact"})
    assert said.code == 0
    assert "k = 2, tujuan not_exact" in said.out
    assert "tidak terbukti bahwa kecilnya" in said.out
    assert verify({"k": 2, "goal": "not_exact"}, "--k", "5").code == 3
    said = verify({}, made=["--k", "4", "--goal", "not_exact", "--zeros", "maskable"])
    assert said.code == 0
    assert "k = 4, tujuan not_exact" in said.out
    assert "maskable" in said.out


@pytest.mark.parametrize(
    "claim",
    [
        {"goal": "contbins"},
        {"goal": None},
        {"zeros": "hidden"},
        {"k": 1},
        {"k": "5"},
        {"k": True},
        {"k": None},
    ],
)
def test_claim_that_says_nothing_known_is_refused(verify, claim):
    said = verify(claim)
    assert (said.code, said.out, said.err.count("\n")) == (3, "", 1)
    document = verify(claim, "--json")
    assert document.code == 3
    assert (document.document["accepted"], document.document["reason"]) == (False, "claim")


def test_claim_that_is_no_claim_is_refused(verify):
    said = verify(None)
    assert (said.code, said.err.count("\n")) == (3, 1)


@pytest.mark.parametrize(
    ("made", "asked", "code"),
    [
        ([], ["--k", "5", "--goal", "contains", "--zeros", "shown"], 0),
        ([], ["--k", "3", "--goal", "not_exact"], 0),
        ([], ["--k", "6"], 3),
        ([], ["--zeros", "maskable"], 3),
        (["--zeros", "maskable"], ["--zeros", "shown"], 3),
        (["--goal", "not_exact"], ["--goal", "contains"], 3),
        (["--goal", "not_exact"], ["--goal", "not_exact", "--k", "5"], 0),
    ],
)
def test_certificate_that_proves_less_than_is_asked_is_refused(verify, made, asked, code):
    said = verify({}, *asked, made=made)
    assert said.code == code, said
    document = verify({}, *asked, "--json", made=made).document
    assert document["reason"] == ("less" if code else None)
    assert {"k", "goal", "zeros", "cells", "suppressed"} < set(document)


def test_both_languages_have_the_same_wording():
    def keys(texts, before=""):
        return {
            key
            for name, value in texts.items()
            for key in (keys(value, f"{name}.") if isinstance(value, dict) else [before + name])
        }

    for subject in ("disclosure", "disclosure_round"):
        assert keys(subject_texts(subject, "id")) == keys(subject_texts(subject, "en"))
