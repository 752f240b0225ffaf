"""The zones and keys of one data root, and the frames of the restricted zone by name."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from warehouse import files, landing, sealing
from warehouse.keys import Keys
from warehouse.receipts import Receipt, Tombstone
from warehouse.zones import Zones

_MONTH = "_month"


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

    def write_months(
        self,
        frames: Mapping[str, pl.DataFrame],
        months: Sequence[str],
        place: Callable[[str, str], Path],
        *,
        seal: bool,
    ) -> None:
        """Write frames as one file for each month, sorted by all their columns.

        Args:
            frames: By name, each with `submission_id`, which says the month.
            months: For which files are written, of a frame without rows too.
            place: Where a month (first) and name (second) belongs.
            seal: Encrypt each file, bound to its place.
        """
        found: dict[Path, pl.DataFrame] = {}
        for name, frame in frames.items():
            parts = _by_month(files.in_order(frame))
            for month in months:
                found[place(month, name)] = parts.get(month, frame.clear())
        self._write_all(dict(zip(found, files.encoded(found.values()), strict=True)), seal=seal)

    def read_sealed(self, paths: Sequence[Path]) -> pl.DataFrame:
        """Open sealed frames of the same columns and put them under each other.

        Raises:
            Problem: One is damaged, or the keys do not fit.
        """
        opened = [
            sealing.unseal(path.read_bytes(), binding=self._binding(path), keys=self.keys)
            for path in paths
        ]
        return pl.read_parquet(opened)

    def write(self, path: Path, frame: pl.DataFrame) -> None:
        """Write a frame as Parquet, sorted by all its columns, in one step."""
        self.zones.make(path.parent)
        files.write_parquet(frame, path, mode=self._mode(path))

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

    def remember_all(self, fingerprints: Mapping[Path, str]) -> None:
        """Say that a stage ended for many months."""
        self._write_all({p: files.json_bytes({"fingerprint": f}) for p, f in fingerprints.items()})

    def _write_all(self, contents: Mapping[Path, bytes], *, seal: bool = False) -> None:
        for folder in sorted({path.parent for path in contents}):
            self.zones.make(folder)
        if seal:
            contents = {
                path: sealing.seal(content, binding=self._binding(path), keys=self.keys)
                for path, content in contents.items()
            }
        files.write_all(contents, mode=self._mode(*contents))

    def _mode(self, *paths: Path) -> int:
        return 0o600 if any(map(self.zones.is_restricted, paths)) else 0o644

    def _binding(self, path: Path) -> str:
        return str(path.relative_to(self.zones.restricted))


def _by_month(frame: pl.DataFrame) -> dict[str, pl.DataFrame]:
    month = pl.col("submission_id").str.split("/").list.get(2)
    parts = frame.with_columns(month.alias(_MONTH)).partition_by(
        _MONTH, as_dict=True, include_key=False, maintain_order=True
    )
    return {str(month): part for (month,), part in parts.items()}
