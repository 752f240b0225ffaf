"""The four keys and the file that holds them: made, loaded, rotated, shown by id.

desk: encodes identifiers at the desk or at ingest. linkage: re-keys on entry to the linkage zone.
identity: names persons, cases and records, and is never rotated. storage: wraps the data keys of
sealed files; retired ones stay in the file, or what they sealed could never be read again.
"""

import json
import secrets
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from contracts.encoding.keys import SecretKey
from contracts.problems import Problem
from warehouse import files
from warehouse.zones import Zones

PURPOSES = ("desk", "linkage", "identity", "storage")
ROTATED = ("desk", "linkage", "storage")
_HEX = frozenset("0123456789abcdef")
_FILE_MODE = 0o600


@dataclass(frozen=True)
class Keys:
    """The current key of each purpose, and the storage keys that once were."""

    desk: SecretKey
    linkage: SecretKey
    identity: SecretKey
    storage: SecretKey
    retired_storage: tuple[SecretKey, ...] = field(default=(), repr=False)

    def storage_key(self, key_id: str) -> SecretKey:
        """The storage key of that id, current or retired.

        Raises:
            Problem: The key file does not hold it.
        """
        for key in (self.storage, *self.retired_storage):
            if key.key_id == key_id:
                return key
        raise Problem("storage.key_missing", key_id=key_id)


@dataclass(frozen=True)
class KeyNote:
    """What may be shown of a key."""

    purpose: str
    key_id: str
    created: str  # ISO date
    retired: str | None


def load(key_file: Path, zones: Zones) -> Keys:
    """The keys of a key file.

    Raises:
        Problem: There is no such file, it lies in a data root, others can read it, it is damaged,
            or the data in these roots belong to other keys.
    """
    keys = _keys(_read(key_file, zones))
    _compare_with_data(keys, zones)
    return keys


def load_or_create(key_file: Path, zones: Zones, today: date) -> tuple[Keys, bool]:
    """The keys of a key file, made if there is none.

    Keys are never made where data are already sealed with others: they could not be read again.

    Args:
        key_file: Outside both roots.
        zones: The roots the keys are for; the ids in use are noted there.
        today: Day of making, kept beside each key.

    Returns:
        The keys, and whether they were made now.

    Raises:
        Problem: As `load`; or the file is missing while the roots hold data.
    """
    made = False
    if not key_file.exists():
        _refuse_place(key_file, zones)
        if zones.keys_in_use.exists():
            raise Problem("storage.key_file_lost", path=key_file)
        made = _create(key_file, today)
    keys = load(key_file, zones)
    _note_in_use(keys, zones)
    return keys, made


def rotate(key_file: Path, zones: Zones, purposes: Sequence[str], today: date) -> list[KeyNote]:
    """Put new keys in the place of these; the old ones are kept as retired.

    Args:
        key_file: The key file.
        zones: The roots the keys are for.
        purposes: Of desk, linkage, storage. The identity key is never rotated.
        today: Day of making.

    Returns:
        What now may be shown of all keys.

    Raises:
        Problem: As `load`; or a purpose is not one that can be rotated.
    """
    for purpose in purposes:
        if purpose not in ROTATED:
            raise Problem("storage.key_never_rotated", purpose=purpose, known=", ".join(ROTATED))
    load(key_file, zones)
    entries = _read(key_file, zones)
    for entry in entries:
        if entry["purpose"] in purposes and entry["retired"] is None:
            entry["retired"] = today.isoformat()
    entries += [_new(purpose, today) for purpose in PURPOSES if purpose in purposes]
    _write(key_file, entries)
    return show(key_file, zones)


def show(key_file: Path, zones: Zones) -> list[KeyNote]:
    """Ids and dates of all keys, in order of purpose and date; never a key.

    Raises:
        Problem: As `load`.
    """
    entries = _read(key_file, zones)
    notes = [KeyNote(e["purpose"], e["key_id"], e["created"], e["retired"]) for e in entries]
    return sorted(notes, key=lambda n: (PURPOSES.index(n.purpose), n.retired is None, n.created))


def _create(key_file: Path, today: date) -> bool:
    """Make a key file unless another process was faster."""
    try:
        key_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(key_file, [_new(purpose, today) for purpose in PURPOSES], only_if_missing=True)
    except FileExistsError:
        return False
    except OSError as error:
        raise Problem("storage.key_file_unwritable", path=key_file, why=error.strerror) from error
    return True


def _new(purpose: str, today: date) -> dict[str, Any]:
    return {
        "purpose": purpose,
        "key_id": f"{purpose}-{secrets.token_hex(4)}",
        "hex": secrets.token_hex(32),
        "created": today.isoformat(),
        "retired": None,
    }


def _write(
    key_file: Path, entries: Sequence[Mapping[str, Any]], *, only_if_missing: bool = False
) -> None:
    document = {"about": "Kliring keys: keep a copy apart, show nobody", "keys": list(entries)}
    if not only_if_missing:
        files.write_json(key_file, document, mode=_FILE_MODE)
        return
    beside = files.temporary(key_file)
    files.write_json(beside, document, mode=_FILE_MODE)
    try:
        key_file.hardlink_to(beside)  # unlike a rename, it never replaces what another has made
    finally:
        beside.unlink()


def _read(key_file: Path, zones: Zones) -> list[dict[str, Any]]:
    _refuse_place(key_file, zones)
    try:
        mode = key_file.stat().st_mode
        if not stat.S_ISREG(mode):
            raise Problem("storage.key_file_damaged", path=key_file)
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise Problem("storage.key_file_open", path=key_file)
        text = key_file.read_text("utf-8")
    except FileNotFoundError as error:
        raise Problem("storage.key_file_missing", path=key_file) from error
    except (OSError, UnicodeDecodeError) as error:
        raise Problem("storage.key_file_damaged", path=key_file) from error
    entries = _entries(text)
    if entries is None:
        raise Problem("storage.key_file_damaged", path=key_file)
    return entries


def _entries(text: str) -> list[dict[str, Any]] | None:
    """The entries of a key file; none if it is not whole. No exception that quotes it gets out."""
    try:
        entries = json.loads(text)["keys"]
        return entries if all(map(_is_entry, entries)) and _has_all(entries) else None
    except (ValueError, KeyError, TypeError):
        return None


def _is_entry(entry: Mapping[str, Any]) -> bool:
    key = entry["hex"]
    shaped = isinstance(key, str) and len(key) == 64 and set(key) <= _HEX
    named = isinstance(entry["key_id"], str) and isinstance(entry["created"], str)
    return shaped and named and entry["purpose"] in PURPOSES and "retired" in entry


def _has_all(entries: Sequence[Mapping[str, Any]]) -> bool:
    current = [e["purpose"] for e in entries if e["retired"] is None]
    return sorted(current) == sorted(PURPOSES)


def _keys(entries: Sequence[Mapping[str, Any]]) -> Keys:
    current = {
        e["purpose"]: SecretKey(e["key_id"], e["hex"]) for e in entries if e["retired"] is None
    }
    retired = [e for e in entries if e["purpose"] == "storage" and e["retired"] is not None]
    return Keys(**current, retired_storage=tuple(SecretKey(e["key_id"], e["hex"]) for e in retired))


def _refuse_place(key_file: Path, zones: Zones) -> None:
    real = key_file.resolve()
    for root in (zones.home, zones.restricted):
        if real.is_relative_to(root.resolve()):
            raise Problem("storage.key_file_inside", path=key_file, root=root)


def _compare_with_data(keys: Keys, zones: Zones) -> None:
    try:
        in_use = json.loads(zones.keys_in_use.read_text("utf-8"))
        identity = in_use["identity"]
    except (FileNotFoundError, NotADirectoryError):  # the latter is said when it is to be written
        return
    except (ValueError, KeyError, OSError) as error:
        raise Problem("storage.file_damaged", path=zones.keys_in_use) from error
    if identity != keys.identity.key_id:
        found, wanted = keys.identity.key_id, identity
        raise Problem("storage.key_other", found=found, wanted=wanted)


def _note_in_use(keys: Keys, zones: Zones) -> None:
    if not zones.keys_in_use.exists():
        zones.make(zones.restricted)
        document = {"identity": keys.identity.key_id}
        files.write_json(zones.keys_in_use, document, mode=_FILE_MODE)
