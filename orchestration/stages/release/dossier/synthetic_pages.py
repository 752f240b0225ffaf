"""What stands beside a synthetic file: the page for its users with the errors, and the dossier."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from contracts.messages import number, subject_texts, text
from orchestration.stages.release.dossier.file_pages import columns
from orchestration.stages.release.dossier.written import proposed
from orchestration.stages.release.proposals import Wanted
from transforms.disclosure.policy import Policy
from transforms.disclosure.synthetic.domain import COLUMNS, Marginal
from transforms.disclosure.synthetic.errors import Expected


@dataclass(frozen=True)
class About:
    """A synthetic file that is proposed: its records, what it cost, how far its counts are off."""

    release: str
    wanted: Wanted
    records: pl.DataFrame
    privacy: Mapping[str, object]
    errors: Sequence[Expected]
    policy: Policy
    earlier: Sequence[str]


def description(about: About, language: str) -> str:
    """The page for users: what it is, what it protects, its errors, columns, terms; Markdown."""

    def say(key: str, **values: object) -> str:
        return text(f"synthetic_file.{key}", language, **values)

    def shared(key: str, **values: object) -> str:
        return text(f"microdata.{key}", language, **values)

    year = about.wanted.subject
    lines = [
        f"# {say('title', year=year)}",
        *("", f"**{say('warning')}**"),
        *("", f"## {shared('made')}", ""),
        say("made_text", year=year, marginals=_marginals(about, language)),
        *("", f"## {say('privacy')}", ""),
        say("privacy_text", **_cost(about)),
        *("", say("not_covered")),
        *("", f"## {say('errors')}", "", say("errors_text"), "", say("errors_head")),
        *(_error(one, language) for one in about.errors),
        *("", say("errors_end")),
        *("", f"## {shared('columns_title')}", "", shared("head")),
        *columns(about.records, tuple(COLUMNS), language, say("record")),
        *("", f"## {shared('rules')}", "", say("terms"), ""),
    ]
    return "\n".join(lines)


def dossier(about: About, language: str) -> str:
    """The page for reviewers: the same, and the budget; Markdown."""

    def say(key: str, **values: object) -> str:
        return text(f"synthetic_file.dossier.{key}", language, **values)

    def shared(key: str, **values: object) -> str:
        return text(f"release.dossier.{key}", language, **values)

    wanted, policy = about.wanted, about.policy
    lines = [
        f"# {shared('title', release=about.release)}",
        "",
        f"- {say('kind', year=wanted.subject)}",
        *(f"- {line}" for line in proposed(wanted, language)),
        f"- {shared('rules')}: {policy.version}, SHA-256 `{policy.sha256}`",
        *("", f"## {say('budget')}", ""),
        say("budget_text", **_cost(about)),
        *("", f"## {shared('attack')}", ""),
        say("attack_text", releases=", ".join(about.earlier) or shared("no_earlier")),
        *("", f"## {shared('vote')}", ""),
        say("vote_text", release=about.release, needed=policy.approvals),
        *("", "---", "", description(about, language)),
    ]
    return "\n".join(lines)


def _cost(about: About) -> dict[str, object]:
    """What the ledger says of the loss of privacy, its amounts as numbers again."""
    amounts = {name: Decimal(str(about.privacy[name])) for name in ("epsilon", "spent", "budget")}
    return {**about.privacy, **amounts}


def _error(one: Expected, language: str) -> str:
    what = _crossing(one.columns, language) or text("synthetic_file.total", language)
    how = text(f"synthetic_file.{'measured' if one.is_measured else 'summed'}", language)
    mean = number(one.mean, ".1f", language)
    return f"| {what} | {how} | {one.cells} | {mean} | {one.within} |"


def _marginals(about: About, language: str) -> str:
    return "; ".join(_crossing(one.columns, language) for one in about.errors if one.is_measured)


def _crossing(names: Marginal, language: str) -> str:
    titles = subject_texts("synthetic_file", language)["short"]
    return " × ".join(titles[name] for name in names)
