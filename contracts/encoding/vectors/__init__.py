"""Test vectors: raw values and what every implementation must make of them, one file per version.

The key is published, so these encodings hide nothing. A new `NORMALISER_VERSION` gets a new file;
the old ones stay, for whoever still has to read old encodings.
"""

from pathlib import Path

from contracts.encoding import NORMALISER_VERSION
from contracts.encoding.keys import SecretKey
from contracts.encoding.normalise import python_name, python_tokens
from contracts.encoding.numbers import python_lp
from contracts.encoding.phonetic import phonetic_key
from contracts.encoding.reference import encode_person

PUBLISHED_KEY = SecretKey("published-test-key", "000102030405060708090a0b0c0d0e0f" * 2)
_NAMES = (
    "Siti Aminah|SITI AMINAH|Hj. St. Aminah|Sitti Aminah binti Hasan|SITIAMINAH|Siti Aminah, S.Pd."
    "|Muhammad Yusuf|Moh. Jusuf|M. Yusup|M.Yusuf|Mochamad Joesoef|H. Muhammad Yusuf bin Ali"
    "|Soejanto|Suyanto|Tjahjadi|Cahyadi|Djatmiko|Jatmiko|Sujono|Nurhayati|Nur Hayati|Noer Hajati"
    "|Abdurrahman|Abdul Rahman|Abd. Rachman|Zainal Abidin|Jaenal Abidin|Fitri|Pitri|Novi|Nopi"
    "|Achmad|Ahmat|I Wayan Sudana|Wy. Sudana|Ni Luh Sari|Rr. Dewi|Drs. Hasan Basri, M.Si."
    "|Budi Santoso S.H.|Budi alias Boy|Budi (Boy)|Ravi a/l Kumar|S.|S. A.|SR|R. A.|H.|M. A.|Suharto"
    "|Sitinjak|Yohanes Manafe|Johannes Manafe|Tuwongan de'Souza|Ñíña Pérez|Mr. X|X| |Nguyễn Thị Hoa"
)
NAMES = _NAMES.split("|")
LP_NUMBERS = (
    "LP/B/188/IV/2023/SPKT/POLRES DAIRI/POLDA SUMATERA UTARA",
    "LP/B/188/IV/2023/POLRES DAIRI/POLDA SUMATERA UTARA",
    "lp / b/188/iv/2023/spkt/polres dairi/polda sumatera utara",
    "LP-B/188/IV/2023",
    "LP B/0188/04/2023",
    "LP/A/7/XII/RES.1.24/2024/BARESKRIM",
    "LP/188/IV/2023",
    "123",
)
RECORDS = (
    {
        "nama": "Hj. Siti Aminah binti Hasan",
        "alias": "Mina|Ibu Ami",
        "nik": "5371014507990001",
        "no_paspor": "b 123-4567",
        "tempat_lahir": "Kab. Kupang",
        "tgl_lahir": "1999-07-05",
        "sumber_umur": "KTP",
        "local_person": "RSU5371|727032",
    },
    {"nama": "Moh. Joesoef alias Ucup", "nik": "3201011702100002", "tempat_lahir": "Bandoeng"},
    {"nama": "S. A.", "tgl_lahir": "2004", "sumber_umur": "TAKSIRAN_MEDIS"},
    {"nama": "Nopi", "nik": "1111111111111111", "tgl_lahir": "1990-01-01"},
    {"nama": "Fitri", "nik": "3201013102900003", "tgl_lahir": "1990-02"},
    {"nama_badan": "P.T. Cahaya Utama, Tbk.", "nib": "3737730391270"},
    {},
)


def document() -> dict[str, object]:
    """The vectors of the current version, computed by the reference."""
    return {
        "about": "HMAC-SHA256 with the key's hexadecimal text as key and `purpose|value` as message"
        "; numbers are the first 64 bits, signed, big-endian; bit i of a filter is bit i % 64 of "
        "word i // 64.",
        "normaliser_version": NORMALISER_VERSION,
        "key_id": PUBLISHED_KEY.key_id,
        "key_hex": PUBLISHED_KEY.hex,
        "names": [_name(name) for name in NAMES],
        "lp_numbers": [
            {"raw": raw, "whole": whole, "core": core}
            for raw in LP_NUMBERS
            for whole, core in [python_lp(raw)]
        ],
        "records": [{"raw": r, "encoded": encode_person(r, PUBLISHED_KEY)} for r in RECORDS],
    }


def path() -> Path:
    """Where the vectors of the current version stand."""
    return Path(__file__).parent / f"version_{NORMALISER_VERSION}.json"


def _name(name: str) -> dict[str, object]:
    tokens = python_tokens(name)
    encoded = encode_person({"nama": name}, PUBLISHED_KEY)
    kept = ("name_hash", "name_token_hashes", "name_phonetic_hashes", "initials_hash")
    return {
        "raw": name,
        "tokens": list(tokens),
        "phonetic": [phonetic_key(token) for token in tokens if len(token) > 1],
        "alias": python_name(name)[1],
        **{column: encoded[column] for column in kept},
        "filter": [encoded[f"bloom_{i}"] for i in range(8)],
        "filter_bits": encoded["bloom_count"],
    }
