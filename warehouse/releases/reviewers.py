"""Who may review, by Ed25519 keys.

The secret half is the reviewer's own file, the public half is registered beside the ledger and in
it; a vote is a signature over what was voted on.
"""

import json
import stat
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from contracts.problems import ExitCode, Problem
from warehouse import files
from warehouse.releases import ledger
from warehouse.zones import Zones

_MODE = 0o600


def make_key(zones: Zones, name: str, out: Path, at: str, by: str, *, is_demo: bool = False) -> str:
    """Make a reviewer's key: the secret half to a file, the public half registered.

    Args:
        zones: Where it is registered.
        name: Of the reviewer: lower-case letters, digits, underscores.
        out: The secret half; outside the data root, mode 0600.
        at: When.
        by: Who does it.
        is_demo: Whether the key is nobody's and may lie in the data root.

    Returns:
        The public half, in hexadecimal.

    Raises:
        Problem: The name is taken or malformed, or the file is there already, lies in the data
            root or cannot be written.
    """
    path = zones.reviewer(name)
    if path.exists() or name in registered(zones):
        raise Problem("release.reviewer_known", name=name)
    real = out.resolve()
    if not is_demo and any(
        real.is_relative_to(root.resolve()) for root in (zones.home, zones.restricted)
    ):
        raise Problem("release.key_inside", path=out, root=zones.home)
    secret = Ed25519PrivateKey.generate()
    public = secret.public_key().public_bytes_raw().hex()
    document = {"name": name, "secret": secret.private_bytes_raw().hex(), "public": public}
    if out.exists():
        raise Problem("release.key_exists", path=out)
    try:
        files.write_json(out, document, mode=_MODE)
    except OSError as error:
        raise Problem("storage.folder_unwritable", path=out, why=error.strerror) from error
    zones.make(zones.reviewers)
    files.write_json(path, {"name": name, "public": public})
    ledger.append(zones, "reviewer", at=at, by=by, release=None,
                  facts={"name": name, "public": public})  # fmt: skip
    return public


def registered(zones: Zones) -> dict[str, str]:
    """Public key of each reviewer, as the ledger has it.

    Raises:
        Problem: The ledger is damaged.
    """
    entries = ledger.read(zones)
    return {e.facts["name"]: e.facts["public"] for e in entries if e.kind == "reviewer"}


def message_of(release: str, by: str, at: str, facts: Mapping[str, str]) -> bytes:
    """What a reviewer signs: who, when, on which files, how and why."""
    told = {name: facts[name] for name in ("verdict", "reason", "content")}
    signed = {"release": release, "by": by, "at": at, **told}
    return json.dumps(signed, ensure_ascii=False, sort_keys=True).encode()


def sign(key_file: Path, name: str, message: bytes) -> str:
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
    return secret.sign(message).hex()


def is_signed(public: str, signature: str, message: bytes) -> bool:
    """Whether a signature over a message is that of a public key."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def check_registered(zones: Zones) -> None:
    """Compare the registered files with the ledger.

    Raises:
        Problem: One was changed, added or taken away.
    """
    for name, public in registered(zones).items():
        try:
            found = json.loads(zones.reviewer(name).read_bytes())
        except (FileNotFoundError, ValueError):
            found = None
        if found != {"name": name, "public": public}:
            blocked = ExitCode.BLOCKED
            raise Problem("release.reviewer_changed", exit_code=blocked, name=name)
