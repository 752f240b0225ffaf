"""Ed25519 keys of reviewers: the file of the secret half, signatures, and whether one is valid."""

import json
import stat
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from contracts.problems import Problem
from warehouse import files

_MODE = 0o600


def make(name: str, out: Path) -> str:
    """Make a key: the secret half to a file of mode 0600.

    Returns:
        The public half, in hexadecimal.

    Raises:
        Problem: The file is there already or cannot be written.
    """
    if out.exists():
        raise Problem("release.key_exists", path=out)
    secret = Ed25519PrivateKey.generate()
    public = secret.public_key().public_bytes_raw().hex()
    document = {"name": name, "secret": secret.private_bytes_raw().hex(), "public": public}
    try:
        files.write_json(out, document, mode=_MODE)
    except OSError as error:
        raise Problem("storage.folder_unwritable", path=out, why=error.strerror) from error
    return public


def message(told: Mapping[str, object]) -> bytes:
    """What is signed, always in the same bytes."""
    return json.dumps(told, ensure_ascii=False, sort_keys=True).encode()


def sign(key_file: Path, name: str, signed: bytes) -> str:
    """A reviewer's signature, in hexadecimal.

    Raises:
        Problem: The file is no reviewer's key, another's, or others can read it.
    """
    try:
        mode = key_file.stat().st_mode
        document = json.loads(key_file.read_text("utf-8"))
        secret = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(document["secret"]))
        owner = document["name"]
    except FileNotFoundError as error:
        raise Problem("release.key_missing", path=key_file) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Problem("release.key_damaged", path=key_file) from error
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise Problem("release.key_open", path=key_file)
    if owner != name:
        raise Problem("release.key_of_another", path=key_file, owner=owner, name=name)
    return secret.sign(signed).hex()


def is_signed(public: str, signature: str, signed: bytes) -> bool:
    """Whether a signature over a message is that of a public key."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(signature), signed)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def written(public: str) -> str | None:
    """A public key in the one way that we write it; None where it is none.

    Hexadecimal can be written in several ways, and one key is not to pass for two.
    """
    try:
        key = bytes.fromhex(public)
        Ed25519PublicKey.from_public_bytes(key)
    except ValueError:
        return None
    return key.hex()
