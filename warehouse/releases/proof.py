"""The public proof in the folder of a release: worlds, what they are said to show, how to check."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from contracts.messages import LANGUAGES, text
from warehouse import files
from warehouse.zones import Zones

FOLDER = "certificate"
WORLDS, CLAIM, README = (f"{FOLDER}/{name}" for name in ("worlds.csv", "claim.json", "README.md"))
FILES = (WORLDS, CLAIM, README)


def write(folder: Path, worlds: pl.DataFrame, claim: Mapping[str, Any], zones: Zones) -> None:
    """Put a proof into the folder of a release that is being written."""
    zones.make(folder / FOLDER)
    files.write_bytes(folder / WORLDS, worlds.write_csv().encode())
    files.write_json(folder / CLAIM, claim)
    told = {
        "releases": ", ".join(claim["releases"]),
        "worlds": sum(name.startswith("world_") for name in worlds.columns),
        "one_value": len(claim["one_value"]),
        "not_proved": len(claim["not_proved"]),
    } | {name: claim[name] for name in ("hidden", "proved", "small_or_not", "base")}
    pages = [text("release.certificate.page", language, **told) for language in LANGUAGES]
    files.write_bytes(folder / README, "\n".join(pages).encode())


def read(folder: Path) -> tuple[pl.DataFrame, dict[str, Any]]:
    """Worlds and claim of a published release.

    Raises:
        ValueError: They are damaged.
        OSError: They are not there.
    """
    try:
        told = pl.read_csv(folder / WORLDS, infer_schema=False)
        worlds = told.with_columns(pl.col("^(version|world_.+)$").cast(pl.Int64))
    except pl.exceptions.PolarsError as error:
        raise ValueError(WORLDS) from error
    return worlds, json.loads((folder / CLAIM).read_bytes())
