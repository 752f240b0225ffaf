"""The files of a release: what its reviewers see, what leaves, and what never does."""

import csv
import hashlib
import hmac
import io
import json
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path

import polars as pl

from contracts.messages import LANGUAGES
from contracts.problems import ExitCode, Problem
from warehouse import files
from warehouse.releases import folders, proof
from warehouse.zones import Zones

CELLS, QUANTITIES, RECORDS = "cells.parquet", "quantities.parquet", "records.parquet"
DESCRIPTION = "description"  # page of a file of records, in each language
SECRET = ("quantities", "sums", "parents", "proof")
ABOUT, REPORTS = "release.json", "reports"
NOTE = "withdrawn.json"
_NONCE = "nonce"
_SECRET_MODE = 0o600
COLUMNS = (
    *("figure_id", "row_code", "row_label_id", "row_label_en"),
    *("column_code", "column_label_id", "column_label_en"),
    *("unit_code", "statistic_code", "value", "status"),
    *("period_start_date", "period_end_date", "as_of_date"),
    *("submissions_received", "submissions_owed"),
)


def write_proposal(
    zones: Zones,
    release: str,
    seen: Mapping[str, pl.DataFrame],
    secret: Mapping[str, pl.DataFrame],
    further: Mapping[str, bytes],
) -> tuple[dict[str, str], dict[str, str]]:  # fmt: skip
    """Write what is proposed.

    Args:
        zones: Where.
        release: Its id.
        seen: `cells.parquet`: protected cells, as the reports print them; `quantities.parquet`:
            `quantity`, `value` (null where hidden), `shown_code`: what is made known; of a file
            of records `records.parquet` alone.
        secret: True values, sums and proof, for the restricted zone.
        further: Further files by name: the same as CSV under `tables/`, the pages.

    Returns:
        Digests by name of the files to be seen, as `seen_digests` has them; of the secret ones as
        `secret_digests` has them.
    """
    places = zones.proposal(release), zones.release_secret(release)
    folder, hidden = (files.temporary(place) for place in places)  # whole, or not there
    zones.make(folder / "tables")
    zones.make(hidden)
    for name, frame in seen.items():
        files.write_parquet(frame, folder / name)
    for name, content in further.items():
        files.write_bytes(folder / name, content)
    for name, frame in secret.items():
        files.write_parquet(frame, hidden / f"{name}.parquet", mode=_SECRET_MODE)
    files.write_bytes(hidden / _NONCE, secrets.token_bytes(32), mode=_SECRET_MODE)
    for beside, place in zip((folder, hidden), places, strict=True):
        files.replace(beside, place)
    return seen_digests(*places), secret_digests(places[1])


def tables(cells: pl.DataFrame) -> dict[str, bytes]:
    """One CSV a block, by name: a row a cell, `status` saying what an empty value means.

    `published` (0 is a zero), `suppressed`, `withheld`, `rounded`, or why there is no figure:
    `not_recorded`, `not_reported`, `not_applicable`.
    """
    from warehouse.reports import labels

    found = {}
    for (table, block), rows in cells.partition_by(
        "table_code", "block_code", as_dict=True, maintain_order=True
    ).items():
        stream = io.StringIO()
        writer = csv.DictWriter(stream, COLUMNS, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        for row in rows.to_dicts():
            told = {
                f"{side}_label_{language}": labels.label(
                    row[f"{side}_list_code"], row[f"{side}_code"], language
                )
                for side in ("row", "column")
                for language in LANGUAGES
            }
            writer.writerow(row | told | {"status": status_of(row), "value": number(row["value"])})
        found[f"tables/{table}_{block}.csv"] = stream.getvalue().encode()
    return found


def status_of(row: Mapping[str, object]) -> str:
    """How a cell is shown, or why it holds no figure."""
    shown = str(row["shown_code"])
    if shown in ("published", "rounded") and row["value"] is None:
        return str(row["value_status_code"])
    return shown


def seen_digests(folder: Path, hidden: Path) -> dict[str, str]:
    """Digest of every file of a proposal, by name: of pages keyed as `secret_digests` are.

    What a dossier says beyond the tables is a number or two, such as how many of the hidden
    figures are secret themselves; its plain digest would give those away.

    Args:
        folder: The proposal.
        hidden: What of it is secret.

    Raises:
        Problem: There is a link, a hidden file or anything else that is no plain file.
    """
    plain = folders.digests(folder)
    return plain | _keyed(folder, [name for name in plain if _is_page(name)], hidden)


def secret_digests(folder: Path) -> dict[str, str]:
    """Keyed digest of every secret file of a release, by name.

    The key is random and lies with them. A plain digest in the open ledger could be compared with
    those of all tables that fit what is published; where few figures are hidden, there are few.

    Raises:
        Problem: There is a link, a hidden file or anything else that is no plain file.
    """
    return _keyed(folder, folders.names(folder), folder)


def _keyed(folder: Path, names: Iterable[str], hidden: Path) -> dict[str, str]:
    """Digest of files under the key of a release; none where it has no key."""
    try:
        nonce = (hidden / _NONCE).read_bytes()
    except FileNotFoundError:
        return {}
    return {
        name: hmac.new(nonce, (folder / name).read_bytes(), hashlib.sha256).hexdigest()
        for name in names
    }


def _is_page(name: str) -> bool:
    return name.endswith(".html") and "/" not in name


def content_digest(release: str, seen: Mapping[str, str], secret: Mapping[str, str]) -> str:
    """One digest over all files of a proposal: what a vote is about."""
    told = json.dumps([release, dict(seen), dict(secret)], sort_keys=True).encode()
    return hashlib.sha256(told).hexdigest()


def current(
    zones: Zones, release: str, proposed: Iterable[str], folder: Path | None = None
) -> tuple[dict[str, str], str]:
    """The files of a proposal as they are now, or of a copy of it.

    Args:
        zones: Where it is.
        release: Its id.
        proposed: Names of the files that were proposed.
        folder: The copy.

    Returns:
        Their digests as `seen_digests` has them, and the one over all: what a vote is about.

    Raises:
        Problem: A file is missing or too many, or is no plain file.
    """
    place, hidden = folder or zones.proposal(release), zones.release_secret(release)
    folders.hold(release, place, proposed)
    seen = seen_digests(place, hidden)
    return seen, content_digest(release, seen, secret_digests(hidden))


def read_secret(zones: Zones, release: str, known: Mapping[str, str]) -> dict[str, pl.DataFrame]:
    """True values, sums, parents and proof of a release.

    Raises:
        Problem: They are not there, or not as the ledger knows them: nothing can be proved then.
    """
    folder = zones.release_secret(release)
    if secret_digests(folder) != dict(known):
        raise Problem("release.secret_damaged", exit_code=ExitCode.BLOCKED, release=release)
    return {name: pl.read_parquet(folder / f"{name}.parquet") for name in SECRET}


def made_by_machine(names: Mapping[str, str]) -> dict[str, str]:
    """Of the digests of a proposal those of its figures: a page may be written on, they may not."""
    return {name: digest for name, digest in names.items() if not _is_page(name)}


def pages(names: Mapping[str, str]) -> dict[str, str]:
    """Of the digests of a proposal those of its pages."""
    return {name: digest for name, digest in names.items() if _is_page(name)}


def leaves(name: str) -> bool:
    """Whether a file of a proposal is published: figures and descriptions, no dossier."""
    return name.startswith(("tables/", DESCRIPTION)) or name.endswith(".parquet")


def is_made_at_publication(name: str) -> bool:
    """Whether publication itself makes a file of this name: its note, the proof, the reports."""
    return name in (ABOUT, *proof.FILES) or name.startswith(f"{REPORTS}/")


def number(value: object) -> str:
    """A value as it stands in a CSV; empty where there is none."""
    if value is None:
        return ""
    told = f"{value:f}" if hasattr(value, "as_tuple") else str(value)
    return told.rstrip("0").rstrip(".") if "." in told else told
