"""What stands beside a file of records: the dossier for its reviewers, the page for its users."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from contracts.messages import number, subject_texts, text
from orchestration.stages.release.dossier.written import proposed
from orchestration.stages.release.proposals import Wanted
from transforms.disclosure.gate.gate import Audit
from transforms.disclosure.microdata.file import MicrodataFile
from transforms.disclosure.policy import Policy
from warehouse.reports import labels

_LISTS = {
    "sex": "jenis_kelamin",
    "age": "age_rollup",
    "origin": "wilayah",
    "province": "wilayah",
    "form": "bentuk_eksploitasi",
    "status": "status_korban",
}


@dataclass(frozen=True)
class About:
    """A file that is proposed: of which year or years, what the attack found."""

    release: str
    wanted: Wanted
    year: str
    file: MicrodataFile
    found: Audit
    policy: Policy
    earlier: Sequence[str]


def description(about: About, language: str) -> str:
    """The page for users: how the file was made, its columns and codes, its terms; Markdown."""

    def say(key: str, **values: object) -> str:
        return text(f"microdata.{key}", language, **values)

    plan, records = about.file.plan, about.file.records
    names = (*plan.quasi, *plan.sensitive)
    lines = [
        f"# {say('title', year=about.year, licence=say(plan.name))}",
        *("", f"## {say('made')}", "", _made(about, language)),
        *("", f"## {say('counts')}", "", say("counts_text")),
        *("", f"## {say('columns_title')}", "", say("head"), *columns(records, names, language)),
        *("", f"## {say('rules')}", "", say(f"terms_{plan.name}", k=plan.k), ""),
    ]
    return "\n".join(lines)


def dossier(about: About, language: str) -> str:
    """The page for reviewers: the same, and what was measured and attacked; Markdown."""

    def say(key: str, **values: object) -> str:
        return text(f"microdata.dossier.{key}", language, **values)

    def shared(key: str, **values: object) -> str:
        return text(f"release.dossier.{key}", language, **values)

    file, found, policy, wanted = about.file, about.found, about.policy, about.wanted
    blanked = ", ".join(f"{name} {n}" for name, n in file.blanked.items())
    lines = [
        f"# {shared('title', release=about.release)}",
        "",
        f"- {say('kind', subject=wanted.subject)}",
        *(f"- {line}" for line in proposed(wanted, language)),
        f"- {shared('rules')}: {policy.version}, SHA-256 `{policy.sha256}`",
        *("", f"## {say('measures')}", "", say("measures_head"), *_measures(file, language)),
        *("", say("measures_text"), ""),
        "- " + say("records", records=file.records.height, share=f"{policy.microdata_share:.0%}",
                   recodings=file.recodings, possible=len(file.plan.further)),
        f"- {say('blanked', blanked=blanked)}",
        *("", f"## {shared('attack')}", ""),
        say(
            "attack_text",
            releases=", ".join(about.earlier) or shared("no_earlier"),
            known=found.known,
            hidden=found.hidden,
            secrets=found.secrets,
        ),
        *("", f"## {shared('vote')}", ""),
        say("vote_text", release=about.release, needed=policy.approvals),
        *("", "---", "", description(about, language)),
    ]  # fmt: skip
    return "\n".join(lines)


def _made(about: About, language: str) -> str:
    """Share, k, l and the columns in which records are alike."""
    plan = about.file.plan
    l_text = ""
    if plan.distinct_l > 1:
        told = {"k": plan.k, "distinct_l": plan.distinct_l, "sensitive": ", ".join(plan.sensitive)}
        l_text = text("microdata.l_text", language, **told)
    return text(
        "microdata.made_text",
        language,
        year=about.year,
        share=f"{about.policy.microdata_share:.0%}",
        k=plan.k,
        quasi=", ".join(plan.quasi),
        l_text=l_text,
    )


def columns(
    records: pl.DataFrame, names: Sequence[str], language: str, record: str = ""
) -> list[str]:
    """Every column of a file with its codes and how many records have each: rows of a table.

    Args:
        records: The file.
        names: Its columns beside the number of the record.
        language: `id` or `en`.
        record: What that number is; nothing where it is random.
    """
    titles = subject_texts("microdata", language)["column"]
    lines = [f"| record | | {record or titles['record']} | {records.height} |"]
    for column in names:
        lines.append(f"| {column} | | {titles[column]} | |")
        counts = records.group_by(column).agg(n=pl.len()).sort(column)
        lines += [f"| | {c} | {_meaning(column, c, language)} | {n} |" for c, n in counts.rows()]
    return lines


def _meaning(column: str, code: str, language: str) -> str:
    own = subject_texts("microdata", language)["code"].get(code)
    if own or column not in _LISTS:  # a year says what it means
        return str(own or code)
    return labels.label(_LISTS[column], code, language)


def _measures(file: MicrodataFile, language: str) -> list[str]:
    return [
        f"| {name} | {m.k} | {m.distinct_l} | {number(m.entropy_l, '.2f', language)} "
        f"| {number(m.t, '.3f', language)} |"
        for name, m in file.measures.items()
    ]
