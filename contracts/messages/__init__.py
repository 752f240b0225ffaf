"""All wording for people, in Indonesian and English, outside the code.

One TOML file per subject and language; a key is `subject.name`, e.g. `rules.V-003`.
"""

import tomllib
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
        **values: What stands in the places.

    Raises:
        KeyError: The catalogue has no such key in that language.
    """
    subject, _, path = key.partition(".")
    found: Any = subject_texts(subject, language)
    for part in path.split("."):
        found = found[part]
    return found.format(**values) if values else found


@cache
def subject_texts(subject: str, language: str) -> dict[str, Any]:
    """Every wording of one subject: the parsed TOML file, nested as it stands there."""
    return tomllib.loads((_ROOT / language / f"{subject}.toml").read_text("utf-8"))
