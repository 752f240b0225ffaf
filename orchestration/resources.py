"""Resources: the data root. Nothing is opened before a run asks for it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import dagster as dg
from pydantic import PrivateAttr

from orchestration.store import Store
from warehouse.keys import load
from warehouse.settings import Settings
from warehouse.zones import Zones


class Workspace(dg.ConfigurableResource):
    """One data root. Empty fields mean the environment's, read when a run starts.

    Keys are read from the key file inside the run and are never part of the configuration.
    """

    home: str | None = None
    restricted: str | None = None
    key_file: str | None = None
    draws: bool = True  # plots beside what is materialised
    _store: Store | None = PrivateAttr(default=None)

    @classmethod
    def of(cls, settings: Settings, *, draws: bool = False) -> "Workspace":
        """The resource of these settings."""
        return cls(
            draws=draws,
            home=str(settings.zones.home),
            restricted=str(settings.zones.restricted),
            key_file=str(settings.key_file),
        )

    def settings(self) -> Settings:
        """The places of this root."""
        found = Settings.load()
        if self.home is None:
            return found
        restricted = Path(self.restricted) if self.restricted else Path(self.home) / "restricted"
        key_file = Path(self.key_file) if self.key_file else found.key_file
        return replace(found, zones=Zones(Path(self.home), restricted), key_file=key_file)

    def open(self) -> Store:
        """Zones and keys; the steps of one run in one process share what was read of them.

        Raises:
            Problem: The key file is missing, or others can read it, or it lies in the data root.
        """
        if self._store is None:
            settings = self.settings()
            self._store = Store(settings.zones, load(settings.key_file, settings.zones))
        return self._store


def resources_of(settings: Settings, *, draws: bool) -> dict[str, Any]:
    """The resources of a run on these settings; `draws` says whether plots are wanted."""
    return {"workspace": Workspace.of(settings, draws=draws)}
