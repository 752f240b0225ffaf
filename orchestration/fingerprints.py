"""What tells that a stage is out of date: a hash of its inputs, its keys and the code it runs."""

import hashlib
import json
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

_CODE_SUFFIXES = {".py", ".csv", ".toml", ".json", ".sql", ".yml"}


def fingerprint(*parts: Any) -> str:
    """A SHA-256 over JSON-able parts, the same for equal parts on any machine."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def code_version(*packages: str) -> str:
    """A hash of every source file of the packages: changed code makes its results out of date."""
    digest = hashlib.sha256()
    for package in packages:
        root = Path(import_module(package).__file__ or "").parent
        for path in sorted(root.rglob("*")):
            if path.suffix in _CODE_SUFFIXES and path.is_file():
                digest.update(str(path.relative_to(root)).encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def release_code() -> str:
    """The version of the code that makes, attacks and prints releases."""
    return code_version("contracts", "transforms", "warehouse")
