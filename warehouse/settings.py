"""Where things are and in which language: the only module that touches the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from contracts.messages import LANGUAGES
from contracts.problems import Problem
from warehouse.zones import Zones

DEFAULT_HOME = Path("data")
DEFAULT_KEY_FILE = Path("~/.config/kliring/keys.json")


@dataclass(frozen=True)
class Settings:
    """One session's places and language."""

    zones: Zones
    key_file: Path
    language: str

    @classmethod
    def load(
        cls,
        *,
        home: Path | None = None,
        language: str | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> "Settings":
        """Arguments first, then the environment, then the defaults of the interface.

        Args:
            home: Data root; else KLIRING_HOME, else `./data`.
            language: `id` or `en`; else KLIRING_LANG, else `id`.
            environment: In place of the process's own; for tests.

        Raises:
            Problem: The language is neither of the two, or the data root is no folder.
        """
        given = os.environ if environment is None else environment
        chosen = language or given.get("KLIRING_LANG") or LANGUAGES[0]
        if chosen not in LANGUAGES:
            raise Problem("storage.language_unknown", asked=chosen)
        root = (home or Path(given.get("KLIRING_HOME") or DEFAULT_HOME)).expanduser().absolute()
        if root.exists() and not root.is_dir():
            raise Problem("storage.home_no_folder", path=root)
        restricted = given.get("KLIRING_RESTRICTED")
        apart = Path(restricted).expanduser().absolute() if restricted else root / "restricted"
        key_file = Path(given.get("KLIRING_KEYS") or DEFAULT_KEY_FILE).expanduser().absolute()
        return cls(Zones(root, apart), key_file, chosen)

    def elsewhere(self, home: Path) -> "Settings":
        """The same session in another data root with its own restricted root: the demo's."""
        root = home.absolute()
        return Settings(Zones(root, root / "restricted"), self.key_file, self.language)


def set_variables(variables: Mapping[str, str]) -> None:
    """Set variables of this process, which the processes it starts inherit."""
    os.environ.update(variables)
