"""The encoder row by row in the standard library: the definition that the bulk form must equal.

For another implementation to read and be checked against (`vectors/`); also what the bulk encoder's
speed is measured against.
"""

import re
from collections.abc import Mapping
from datetime import date

from contracts.encoding import NORMALISER_VERSION
from contracts.encoding.bloom import (
    NAME_BITS,
    NAME_POSITIONS,
    PLACE_BITS,
    PLACE_POSITIONS,
    python_filter,
)
from contracts.encoding.envelope import HEAPED, LATEST_YEAR
from contracts.encoding.hashing import python_hmac_64
from contracts.encoding.keys import SecretKey
from contracts.encoding.normalise import python_company, python_name, python_place, python_tokens
from contracts.encoding.numbers import python_plain_number
from contracts.encoding.phonetic import phonetic_key

Encoded = dict[str, object]


def encode_person(record: Mapping[str, str | None], key: SecretKey) -> Encoded:
    """One record as `envelope.encode_persons` encodes it.

    Args:
        record: Identity columns by name; what is missing or None was not recorded.
        key: The desk key.

    Returns:
        Every column of `envelope.ENCODINGS`.
    """

    def text(name: str) -> str:
        return record.get(name) or ""

    nik = text("nik") if is_nik(text("nik")) else ""
    born_by_nik = nik_born(nik)
    return {
        **_name(text("nama"), key),
        **_aliases(text("nama"), text("alias"), key),
        **_nik(nik, born_by_nik, key),
        "passport_hash": _hash(python_plain_number(text("no_paspor")), "passport", key),
        "local_person_hash": _hash(text("local_person"), "local-person", key),
        "company_hash": _hash(python_company(text("nama_badan")), "company", key),
        "nib_hash": _hash(python_plain_number(text("nib")), "nib", key),
        **_birth(text("tgl_lahir"), born_by_nik, text("sumber_umur"), key),
        **_birthplace(text("tempat_lahir"), key),
        "normaliser_version": NORMALISER_VERSION,
        "key_id": key.key_id,
    }


def is_nik(nik: str) -> bool:
    """Sixteen ASCII digits, not all the same, with a serial other than 0000."""
    shaped = re.fullmatch("[0-9]{16}", nik) is not None
    return shaped and len(set(nik)) > 1 and nik[12:] != "0000"


def nik_born(nik: str) -> str | None:
    """The birth date in a NIK, YYYY-MM-DD; None where it holds none."""
    if not nik:
        return None
    day, month, year = int(nik[6:8]), int(nik[8:10]), int(nik[10:12])
    day -= 40 if day > 40 else 0
    try:
        return date(year + (2000 if year <= LATEST_YEAR else 1900), month, day).isoformat()
    except ValueError:
        return None


def _hash(value: str | None, purpose: str, key: SecretKey) -> int | None:
    return python_hmac_64(value, purpose, key) if value else None


def _hashes(values: set[str], purpose: str, key: SecretKey) -> list[int]:
    return sorted(python_hmac_64(value, purpose, key) for value in values)


def _name(name: str, key: SecretKey) -> Encoded:
    tokens = python_tokens(name)
    spelt = [t for t in tokens if len(t) > 1]
    words = python_filter(spelt, "name-bigram", NAME_BITS, NAME_POSITIONS, key) if spelt else None
    return {
        "name_hash": _hash(" ".join(sorted(tokens)) if spelt else None, "name", key),
        "name_token_hashes": _hashes(set(tokens) if spelt else set(), "name-token", key),
        "name_phonetic_hashes": _hashes(set(map(phonetic_key, spelt)), "name-phonetic", key),
        "initials_hash": _hash("".join(sorted(t[0] for t in tokens)), "initials", key),
        **{f"bloom_{i}": words[i] if words else None for i in range(NAME_BITS // 64)},
        "bloom_count": sum((w % 2**64).bit_count() for w in words) if words else None,
        "name_token_count": len(tokens) or None,
        "is_initials": bool(tokens) and not spelt,
    }


def _aliases(name: str, aliases: str, key: SecretKey) -> Encoded:
    others = [*aliases.split("|"), python_name(name)[1] or ""]
    spelt = {t for other in others for t in _spelt(other)}
    heard = {phonetic_key(t) for t in spelt if len(t) > 1}  # Oe is U today: a letter has no sound
    return {
        "alias_token_hashes": _hashes(spelt, "name-token", key),
        "alias_phonetic_hashes": _hashes(heard, "name-phonetic", key),
    }


def _spelt(name: str) -> list[str]:
    from contracts.encoding.normalise import canonical_token

    return [canonical_token(t) for t in python_name(name)[0].split() if len(t) > 1]


def _nik(nik: str, born: str | None, key: SecretKey) -> Encoded:
    masked = [f"{nik[:i]}*{nik[i + 1 :]}" for i in range(len(nik))]
    return {
        "nik_hash": _hash(nik, "nik", key),
        "nik_masked_hashes": [python_hmac_64(m, "nik-masked", key) for m in masked],
        "nik_place_hash": _hash(nik[:6], "nik-place", key),
        "nik_birth_hash": _hash(born, "birth", key),
    }


def _birth(recorded: str, by_nik: str | None, source: str, key: SecretKey) -> Encoded:
    born = recorded or by_nik or ""
    precision = {4: "year", 7: "month", 10: "day"}.get(len(born), "none")
    estimated = bool(recorded) and (recorded[4:] in HEAPED or source.startswith("TAKSIRAN"))
    exact = born if precision == "day" and not estimated else ""
    swapped = f"{exact[:4]}-{exact[8:]}-{exact[5:7]}" if exact else ""
    return {
        "birth_date_hash": _hash(exact, "birth", key),
        "birth_swap_hash": _hash(swapped, "birth", key),
        "birth_day_month_hash": _hash(exact[5:], "birth-day-month", key),
        "birth_year": int(born[:4]) if born else None,
        "birth_month": born[:7] if len(born) >= 7 else None,
        "birth_precision": precision,
        "birth_is_estimated": estimated,
    }


def _birthplace(place: str, key: SecretKey) -> Encoded:
    plain = python_place(place)
    words = (
        python_filter([plain], "birthplace-bigram", PLACE_BITS, PLACE_POSITIONS, key)
        if plain
        else [None] * (PLACE_BITS // 64)
    )
    sound = " ".join(map(phonetic_key, plain.split())) if plain else None
    return {
        "birthplace_hash": _hash(plain, "birthplace", key),
        "birthplace_phonetic_hash": _hash(sound, "birthplace-sound", key),
        **{f"birthplace_bloom_{i}": word for i, word in enumerate(words)},
    }
