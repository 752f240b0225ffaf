"""A file of records ready for release: drawn, recoded, measured, attacked with all tables."""

import secrets
from collections.abc import Mapping

import polars as pl

from contracts.messages import LANGUAGES
from contracts.problems import ExitCode, Problem
from orchestration.stages import file_pages
from orchestration.stages.gatekeeping import attacked
from orchestration.stages.proposals import LICENCES, Prepared, Wanted
from orchestration.store import Store
from transforms.disclosure.microdata.file import MicrodataFile, licensed, make_file, public, victims
from transforms.disclosure.microdata.told import told_of_file
from transforms.disclosure.release.policy import Policy
from transforms.disclosure.release.told import Told
from warehouse import published
from warehouse.releases import contents

_MARTS = ("fct_victims", "bridge_victim_exploitation", "dim_cases")
_KEY_BYTES = 32


def prepared(
    store: Store, wanted: Wanted, policy: Policy, earlier: Mapping[str, Told], name: str
) -> Prepared:
    """Draw a file of the victims of one year, fewer of them until the attack learns nothing.

    A file of all of them would be refused beside exact tables: whoever subtracts what it counts
    from them has the small counts that they hide. Who is left out may be anybody.

    Args:
        store: With a published vintage.
        wanted: Its subject is year and licence: `2024-public`.
        policy: Thresholds, and the shares to be tried.
        earlier: All that was ever published.
        name: Id of the release.

    Raises:
        Problem: No victims of that year, no record that is safe, or even the smallest share gives
            somebody away together with an earlier release.
    """
    year, licence = wanted.subject.split("-", 1)
    if licence not in LICENCES:
        raise Problem("release.licence", licence=licence)
    records = victims_of(store, year)
    k = policy.thresholds[f"microdata_{licence}"]
    plan = public(records, k) if licence == "public" else licensed(records, k)
    key = secrets.token_bytes(_KEY_BYTES)  # of this file alone, kept nowhere
    refused: Problem | None = None
    for share in policy.microdata_shares:
        file = make_file(records, plan, key, share)
        if file.records.is_empty():
            break
        told = told_of_file(file, records, policy)
        try:
            found = attacked(name, told, earlier, policy)
        except Problem as problem:
            refused = problem
            continue
        about = file_pages.About(name, wanted, year, file, share, found, policy, tuple(earlier))
        return Prepared(
            told=told,
            audit=found,
            seen={contents.RECORDS: file.records},
            files={f"tables/microdata_{licence}_{year}.csv": file.records.write_csv().encode()}
            | _pages(about),
            facts=_facts(file, share),
        )
    if refused is not None:
        raise refused
    raise Problem("release.file_empty", exit_code=ExitCode.BLOCKED, year=year, k=k)


def _pages(about: file_pages.About) -> dict[str, bytes]:
    pages = {"dossier": file_pages.dossier, contents.DESCRIPTION: file_pages.description}
    return {
        f"{name}.{language}.md": page(about, language).encode()
        for name, page in pages.items()
        for language in LANGUAGES
    }


def victims_of(store: Store, year: str) -> pl.DataFrame:
    """The victims first recorded in a year, as the microdata have them.

    Raises:
        Problem: There are none, or nothing is published in the warehouse.
    """
    vintage = published.current_vintage(store.zones)
    if vintage is None:
        raise Problem("storage.nothing_published")
    marts = [pl.read_parquet(store.zones.current / f"{name}.parquet") for name in _MARTS]
    found = victims(*marts).filter(pl.col("year") == year)
    if found.is_empty():
        raise Problem("storage.report_year_empty", year=year)
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
