"""Encryption of everything at rest that holds identifiers: AES-GCM in an envelope.

Each sealed object has its own data key, wrapped by the storage key whose id stands in the head, so
that shredding the head erases the object. The associated data bind an object to what it is (a
submission id, a place in the zone): one sealed object put in the place of another is refused.
Nothing in clear touches the disk. Layout: magic, length of the head, head (JSON), then chunks, each
a nonce and its ciphertext; head, number of the chunk and whether it is the last are bound too.
"""

import base64
import io
import json
import os
import secrets
import struct
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from contracts.problems import Problem

if TYPE_CHECKING:
    from pathlib import Path

    from warehouse.keys import Keys

_MAGIC = b"KLR1"
_NONCE = 12
_TAG = 16
_CHUNK = 8 << 20
_HEAD = struct.Struct(">I")
_LONGEST_HEAD = 4096


def seal(content: bytes, *, binding: str, keys: "Keys") -> bytes:
    """Encrypt bytes in memory.

    Args:
        content: What to seal.
        binding: What the object is; the same text opens it.
        keys: The storage key wraps the data key.
    """
    stream = io.BytesIO()
    seal_stream([content], stream, binding=binding, keys=keys)
    return stream.getvalue()


def seal_stream(parts: Iterable[bytes], target: BinaryIO, *, binding: str, keys: "Keys") -> None:
    """Encrypt parts one after the other into a stream, in bounded memory."""
    data_key = secrets.token_bytes(32)
    head = _wrapped(data_key, binding, keys)
    target.write(_MAGIC + _HEAD.pack(len(head)) + head)
    cipher = AESGCM(data_key)
    chunks = _chunks(parts)
    chunk, number = next(chunks), 0
    while chunk is not None:
        following = next(chunks, None)
        nonce = os.urandom(_NONCE)
        bound = _chunk_binding(head, binding, number, last=following is None)
        target.write(_HEAD.pack(len(chunk) + _TAG) + nonce + cipher.encrypt(nonce, chunk, bound))
        chunk, number = following, number + 1


def unseal(sealed: bytes, *, binding: str, keys: "Keys") -> bytes:
    """Decrypt bytes in memory.

    Raises:
        Problem: The key file does not hold the storage key, or the object is damaged, has been
            tampered with or stands in another's place.
    """
    return b"".join(unseal_stream(io.BytesIO(sealed), binding=binding, keys=keys))


def unseal_stream(source: BinaryIO, *, binding: str, keys: "Keys") -> Iterator[bytes]:
    """Decrypt a stream chunk by chunk; a chunk is given out only once it is proved.

    Raises:
        Problem: As `unseal`.
    """
    head = _head(source, binding)
    cipher = AESGCM(_data_key(head, binding, keys))
    number = 0
    length = _length(source, binding)
    while True:
        nonce, chunk = source.read(_NONCE), source.read(length)
        following = source.read(_HEAD.size)
        if len(chunk) != length:
            raise Problem("storage.sealed_damaged", what=binding)
        bound = _chunk_binding(head, binding, number, last=not following)
        try:
            yield cipher.decrypt(nonce, chunk, bound)
        except (InvalidTag, ValueError) as error:
            raise Problem("storage.sealed_damaged", what=binding) from error
        if not following:
            return
        if len(following) != _HEAD.size:
            raise Problem("storage.sealed_damaged", what=binding)
        length, number = _HEAD.unpack(following)[0], number + 1


def shred(path: "Path") -> None:
    """Erase a sealed file: its head, with the only copy of its data key, is overwritten first."""
    with path.open("r+b") as stream:
        start = len(_MAGIC) + _HEAD.size
        stream.seek(len(_MAGIC))
        length = min(_HEAD.unpack(stream.read(_HEAD.size))[0], _LONGEST_HEAD)
        stream.seek(start)
        stream.write(os.urandom(length))
        stream.flush()
        os.fsync(stream.fileno())
    path.unlink()


def _wrapped(data_key: bytes, binding: str, keys: "Keys") -> bytes:
    nonce = os.urandom(_NONCE)
    cipher = AESGCM(bytes.fromhex(keys.storage.hex))
    wrapped = cipher.encrypt(nonce, data_key, b"key|" + binding.encode())
    head = {
        "key_id": keys.storage.key_id,
        "nonce": base64.b64encode(nonce).decode(),
        "wrapped": base64.b64encode(wrapped).decode(),
    }
    return json.dumps(head, sort_keys=True).encode()


def _head(source: BinaryIO, binding: str) -> bytes:
    if source.read(len(_MAGIC)) != _MAGIC:
        raise Problem("storage.sealed_damaged", what=binding)
    return source.read(min(_length(source, binding), _LONGEST_HEAD))


def _data_key(head: bytes, binding: str, keys: "Keys") -> bytes:
    try:
        found = json.loads(head)
        key_id = str(found["key_id"])
        nonce, wrapped = base64.b64decode(found["nonce"]), base64.b64decode(found["wrapped"])
    except (ValueError, KeyError, TypeError) as error:
        raise Problem("storage.sealed_damaged", what=binding) from error
    cipher = AESGCM(bytes.fromhex(keys.storage_key(key_id).hex))
    try:
        return cipher.decrypt(nonce, wrapped, b"key|" + binding.encode())
    except (InvalidTag, ValueError) as error:
        raise Problem("storage.sealed_damaged", what=binding) from error


def _length(source: BinaryIO, binding: str) -> int:
    found = source.read(_HEAD.size)
    if len(found) != _HEAD.size:
        raise Problem("storage.sealed_damaged", what=binding)
    return _HEAD.unpack(found)[0]


def _chunk_binding(head: bytes, binding: str, number: int, *, last: bool) -> bytes:
    return f"chunk|{number}|{int(last)}|{binding}|".encode() + head


def _chunks(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Parts cut and joined to chunks of one size; at least one, perhaps empty."""
    held = bytearray()
    given = False
    for part in parts:
        held += part
        while len(held) > _CHUNK:
            yield bytes(held[:_CHUNK])
            del held[:_CHUNK]
            given = True
    if held or not given:
        yield bytes(held)
