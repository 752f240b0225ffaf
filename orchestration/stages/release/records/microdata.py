"""A file of records ready for release: drawn, recoded, measured, attacked with all tables."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping

import polars as pl

from contracts.problems import ExitCode, Problem
from orchestration.stages.release.dossier import file_pages
from orchestration.stages.release.dossier.written import DOSSIER, written
from orchestration.stages.release.gatekeeping import attacked
from orchestration.stages.release.proposals import LICENCES, Prepared, Wanted, releases_of
from orchestration.store import Store
from transforms.disclosure.microdata.drawing import drawn
from transforms.disclosure.microdata.exchange import unproved
from transforms.disclosure.microdata.file import MicrodataFile, licensed, make_file, public, victims
from transforms.disclosure.microdata.told import told_of_file
from transforms.disclosure.policy import Policy
from transforms.disclosure.protection.told import Told
from warehouse import published
from warehouse.releases import contents

_MARTS = ("fct_victims", "bridge_victim_exploitation", "dim_cases")
_KEY_BYTES = 32
_PURPOSE = b"draw of persons for files of records"
_SUBJECT = re.compile(r"(\d{4})(?:-(\d{4}))?-([^-]*)")


def prepared(
    store: Store, wanted: Wanted, policy: Policy, earlier: Mapping[str, Told], name: str
) -> Prepared:
    """Make a file of those victims of some years who were drawn, and attack it.

    It is refused as it stands: another draw, a smaller share or broader codes in its place would
    tell readers that this one gives something away, and that they cannot work out themselves.

    Args:
        store: With a published vintage.
        wanted: Its subject is year or years and licence: `2024-public`, `2023-2025-licensed`.
        policy: Thresholds, and the share that is drawn.
        earlier: All that was ever published.
        name: Id of the release.

    Raises:
        Problem: No victims of these years, no record that is safe, or the file gives somebody away,
            alone or together with an earlier release.
    """
    years, licence = _asked(wanted.subject)
    records = victims_of(store, years)
    some = drawn(records, policy.microdata_share, _draw_key(store))
    k = policy.thresholds[f"microdata_{licence}"]
    plan = public(some, k) if licence == "public" else licensed(some, k)
    file = make_file(some, plan, secrets.token_bytes(_KEY_BYTES))  # a key kept nowhere
    if file.records.is_empty():
        raise Problem("release.file_empty", exit_code=ExitCode.BLOCKED, year=years, k=k)
    _must_be_proved(file, records, policy)
    told = told_of_file(file, records, policy)
    found = attacked(name, told, earlier, policy)
    about = file_pages.About(name, wanted, years, file, found, policy, releases_of(earlier))
    return Prepared(
        told=told,
        audit=found,
        seen={contents.RECORDS: file.records},
        files={f"tables/microdata_{licence}_{years}.csv": file.records.write_csv().encode()}
        | written(
            about, {DOSSIER: file_pages.dossier, contents.DESCRIPTION: file_pages.description}
        ),
        facts=_facts(file, policy.microdata_share),
    )


def _asked(subject: str) -> tuple[str, str]:
    """Years and licence of a subject.

    Raises:
        Problem: One of them is none.
    """
    found = _SUBJECT.fullmatch(subject)
    if found is None or int(found[2] or found[1]) < int(found[1]):
        raise Problem("release.years_malformed", years=subject.rpartition("-")[0])
    if found[3] not in LICENCES:
        raise Problem("release.licence", licence=found[3])
    first, last = found[1], found[2] or found[1]
    return (first if first == last else f"{first}-{last}"), found[3]


def _draw_key(store: Store) -> bytes:
    """Of the identity key, which is never rotated: the same persons in every file."""
    return hmac.digest(bytes.fromhex(store.keys.identity.hex), _PURPOSE, hashlib.sha256)


def _must_be_proved(file: MicrodataFile, records: pl.DataFrame, policy: Policy) -> None:
    """Refuse a file in which a small class finer than any table might be worked out.

    Raises:
        Problem: There is one; its codes are named.
    """
    classes = unproved(file, records, policy.thresholds["default"])
    if classes:
        told = ", ".join(f"{name} {code}" for name, code in classes[0].items())
        further = len(classes) - 1
        blocked = ExitCode.BLOCKED
        raise Problem("release.refused.file_class", exit_code=blocked, told=told, further=further)


def victims_of(store: Store, years: str) -> pl.DataFrame:
    """The victims first recorded in these years (`2024`, `2023-2025`), as the microdata have them.

    Raises:
        Problem: There are none, or nothing is published in the warehouse.
    """
    vintage = published.current_vintage(store.zones)
    if vintage is None:
        raise Problem("storage.nothing_published")
    marts = [pl.read_parquet(store.zones.current / f"{name}.parquet") for name in _MARTS]
    asked = pl.col("year").is_between(pl.lit(years[:4]), pl.lit(years[-4:]))
    found = victims(*marts).filter(asked)  # "U" comes after all years
    if found.is_empty():
        raise Problem("storage.report_year_empty", year=years)
    return found


def _facts(file: MicrodataFile, share: float) -> dict[str, object]:
    """What is measured of a file: the worst class under each measure."""
    return {
        "records": file.records.height,
        "share": share,
        "k": min(one.k for one in file.measures.values()),
        "distinct_l": min(one.distinct_l for one in file.measures.values()),
        "t": round(max(one.t for one in file.measures.values()), 3),
        "blanked": sum(file.blanked.values()),
    }
