"""The zones and keys of one data root, and the frames of the restricted zone by name."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from warehouse import files, landing, sealing
from warehouse.keys import Keys
from warehouse.receipts import Receipt, Tombstone
from warehouse.zones import Zones


@dataclass(frozen=True)
class Store:
    """What every stage is handed: where things are, and the keys."""

    zones: Zones
    keys: Keys

    @cached_property
    def receipts(self) -> tuple[Receipt, ...]:
        """Every receipt of the landing zone, read once in the life of this object."""
        return tuple(landing.receipts(self.zones))

    @cached_property
    def tombstones(self) -> tuple[Tombstone, ...]:
        """Every withdrawal, read once in the life of this object."""
        return tuple(landing.tombstones(self.zones))

    def write_sealed(self, path: Path, frame: pl.DataFrame) -> None:
        """Seal a frame of the restricted zone, bound to its place."""
        self.zones.make(path.parent)
        files.write_bytes(
            path,
            sealing.seal_frame(frame, binding=self._binding(path), keys=self.keys),
            mode=0o600,
        )

    def read_sealed(self, path: Path) -> pl.DataFrame:
        """Open a sealed frame.

        Raises:
            Problem: It is damaged, or the keys do not fit.
        """
        return sealing.unseal_frame(path.read_bytes(), binding=self._binding(path), keys=self.keys)

    def write(self, path: Path, frame: pl.DataFrame) -> None:
        """Write a frame as Parquet, sorted by all its columns, in one step."""
        self.zones.make(path.parent)
        mode = 0o600 if self.zones.is_restricted(path) else 0o644
        files.write_parquet(frame, path, mode=mode)

    def fingerprint(self, path: Path) -> str | None:
        """The fingerprint a stage left at its end; None when it never ended."""
        try:
            return json.loads(path.read_text("utf-8"))["fingerprint"]
        except (FileNotFoundError, ValueError, KeyError):
            return None

    def remember(self, path: Path, fingerprint: str, **facts: object) -> None:
        """Say that a stage ended, and with what (facts hold no identifier)."""
        self.zones.make(path.parent)
        content: Mapping[str, object] = {"fingerprint": fingerprint, **facts}
        files.write_json(path, content)

    def _binding(self, path: Path) -> str:
        return str(path.relative_to(self.zones.restricted))
