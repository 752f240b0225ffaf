"""The page of one release: its files, how to cite and check it; of a withdrawn one, why."""

import hashlib
from typing import Any

from contracts.messages import subject_texts, text
from warehouse.reports import labels
from warehouse.reports.contents import facts_of
from warehouse.site import holdings
from warehouse.site.holdings import Holding, title_of
from warehouse.site.links import CODEBOOK, METHODS, SUMS, Here, release_page
from warehouse.site.method import Rules
from warehouse.site.shelf import MICRODATA, REPORTS, SYNTHETIC, Shelved

# What must be known before a file of records is opened.
_CAUTIONS = {MICRODATA: "microdata.counts_text", SYNTHETIC: "synthetic_file.warning"}


def release(held: Holding, rules: Rules, here: Here) -> dict[str, Any]:
    """What the page of a release shows."""
    one, language = held.shelved, here.language
    digest = hashlib.sha256(holdings.sums(one)).hexdigest()
    newer = {"release": one.newer, "href": here.page(release_page(one.newer or ""))}
    return {
        "title": title_of(one, language),
        "is_report": one.kind in REPORTS,
        "caution": text(_CAUTIONS[one.kind], language) if one.kind in _CAUTIONS else "",
        "one": {
            "state": one.state, "note": one.note, "newer": newer,
            "withdrawn": labels.day(one.withdrawn_on, language),
        },
        "facts": _facts(held, rules, digest, language),
        "forms": _forms(held, here),
        "tables": holdings.table_files(held, here),
        "further": holdings.further_files(held, here),
        "codebook": here.page(CODEBOOK),
        "methods": here.page(METHODS) + "#check",
        "sums": {"href": here.file(one.release, SUMS)},
        "cite": _cite(one, language),
        "digest": digest,
    }  # fmt: skip


def _facts(held: Holding, rules: Rules, digest: str, language: str) -> list[dict[str, str]]:
    one = held.shelved
    words = subject_texts("site", language)["words"]
    by = words["approved_by"].format(
        approvals=one.approvals, day=labels.day(one.approved_on, language)
    )
    told = [
        (words["release"], one.release, ""),
        (words["published"], labels.day(one.published_on, language), ""),
        (words["approved"], by, ""),
    ]
    if one.files:
        in_force = "policy_now" if one.policy == rules.sha256 else "policy_then"
        told += [
            (words["policy"], f"{words[in_force]}, SHA-256", one.policy),
            (words["vintage"], "", one.vintage),
            (words["digest"], "", digest),
        ]
    own = [{"name": name, "text": said, "code": code} for name, said, code in told]
    tables = held.tables(language)
    of_data = facts_of(tables, language, ())[:-1]  # the last one is the standing
    return own[:1] + [fact | {"code": ""} for fact in of_data] + own[1:]


def _forms(held: Holding, here: Here) -> list[dict[str, Any]]:
    """The report by language, that of the page first."""
    names = subject_texts("site", here.language)["languages"]
    languages = (here.language, here.other.language)
    found = [(one, holdings.forms(held, here, one)) for one in languages]
    return [
        {"language": one, "language_name": names[one], "files": forms}
        for one, forms in found
        if forms
    ]


def _cite(one: Shelved, language: str) -> str:
    return text(
        "site.words.cite_text", language,
        publisher=subject_texts("reports", language)["annual"]["publisher"],
        year=one.published_on.year, title=title_of(one, language), release=one.release,
        day=labels.day(one.published_on, language),
    )  # fmt: skip
