"""All wording for people, in Indonesian and English, outside the code.

One TOML file per subject and language; a key is `subject.name`, e.g. `rules.V-003`.
"""

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("id", "en")
_ROOT = Path(__file__).parent


def text(key: str, language: str, **values: object) -> str:
    """The wording of a key, with `{name}` places filled.

    Args:
        key: `subject.name`; deeper tables with further points.
        language: `id` or `en`.
        **values: What stands in the places; numbers get the decimal sign of the language.

    Raises:
        KeyError: The catalogue has no such key in that language.
    """
    subject, _, path = key.partition(".")
    found: Any = subject_texts(subject, language)
    for part in path.split("."):
        found = found[part]
    told = {name: _written(value, language) for name, value in values.items()}
    return found.format(**told) if told else found


def number(value: float | Decimal, spec: str, language: str) -> str:
    """A number in the format of a spec, with the decimal sign of the language.

    >>> number(0.5, ".2f", "id")
    '0,50'
    """
    told = format(value, spec)
    return told.replace(".", ",") if language == "id" else told


@dataclass(frozen=True)
class _Number:
    """A number that a wording writes, with or without a spec of its own."""

    value: float | Decimal
    language: str

    def __format__(self, spec: str) -> str:
        return number(self.value, spec, self.language)


def _written(value: object, language: str) -> object:
    return _Number(value, language) if isinstance(value, float | Decimal) else value


@cache
def subject_texts(subject: str, language: str) -> dict[str, Any]:
    """Every wording of one subject: the parsed TOML file, nested as it stands there."""
    return tomllib.loads((_ROOT / language / f"{subject}.toml").read_text("utf-8"))
