"""Warehouse to published: the open zone searched for identifiers, then a vintage swapped in."""

import json
from datetime import date
from pathlib import Path

from contracts.registry import AGENCIES
from orchestration.fingerprints import code_version, fingerprint
from orchestration.stages import clear, ingest
from orchestration.store import Store
from warehouse import manifest, published, scanner


def warehouse_is_stale(store: Store) -> bool:
    """Whether the models were not built from the cleared tables as they stand."""
    return store.fingerprint(warehouse_done(store)) != warehouse_stamp(store)


def is_stale(store: Store) -> bool:
    """Whether the warehouse as it stands is not the published vintage."""
    return store.fingerprint(published_done(store)) != warehouse_stamp(store)


def search_open_zone(store: Store) -> list[str]:
    """Places in the open zone where an identifier of a submitted person stands."""
    frames = {
        name: frame
        for agency in AGENCIES
        for name in ingest.agency_types(agency)
        if (frame := ingest.validated(store, agency, sorted(ingest.received(store, agency)), name))
        is not None
    }
    identifiers = scanner.Identifiers.from_frames(frames)
    leaks = scanner.scan(store.zones.home, identifiers, skip=[store.zones.restricted])
    return [str(leak) for leak in leaks]


def publish(store: Store) -> published.Vintage:
    """Publish the marts of the warehouse and make them current."""
    vintage = published.publish(store.zones, as_of(store), manifest.descriptions())
    store.remember(published_done(store), warehouse_stamp(store), vintage=vintage.vintage)
    return vintage


def current(store: Store) -> str | None:
    """Name of the vintage people open now."""
    vintage = published.current_vintage(store.zones)
    return vintage.vintage if vintage else None


def as_of(store: Store) -> date:
    """The day of the latest receipt counted, which dates every figure."""
    return date.fromisoformat(json.loads(clear.done(store).read_text("utf-8"))["as_of"])


def remember_warehouse(store: Store) -> None:
    """Say that the models were built."""
    store.remember(warehouse_done(store), warehouse_stamp(store))


def warehouse_stamp(store: Store) -> str:
    """Fingerprint of what the models read and are."""
    return fingerprint(
        store.fingerprint(clear.done(store)), manifest.fingerprint(), code_version("warehouse")
    )


def warehouse_done(store: Store) -> Path:
    """Where the warehouse says that it is complete."""
    return store.zones.database.with_name("done.json")


def published_done(store: Store) -> Path:
    """Where the published zone says what it holds."""
    return store.zones.database.with_name("published.json")
