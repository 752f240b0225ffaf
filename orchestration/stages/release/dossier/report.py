"""What a reviewer reads before voting, generated.

What is counted, how and under which rules, what changed, what the attack learned; no hidden figure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from contracts.messages import text
from orchestration.stages.release.dossier import tables
from orchestration.stages.release.dossier.written import DOSSIER, page_name, proposed, written
from orchestration.stages.release.proposals import Wanted, releases_of
from transforms.disclosure.gate.gate import Audit
from transforms.disclosure.gate.public import Certificate
from transforms.disclosure.policy import Policy
from transforms.disclosure.protection.known import Line
from transforms.disclosure.protection.primaries import alike
from transforms.disclosure.protection.small_cells import Decision
from transforms.disclosure.protection.told import KNOWN, Told
from warehouse.reports import labels

_CELLS = "cells"  # every cell with its rule
_LISTED = 40  # changes named one by one


@dataclass(frozen=True)
class About:
    """What a dossier is about: a proposal, how it was decided, what attack and proof found.

    Attributes:
        previews: By language where a draft print of the report lies, as seen from the dossier.
    """

    release: str
    wanted: Wanted
    decision: Decision
    told: Told
    found: Audit
    proved: Certificate
    policy: Policy
    earlier: Mapping[str, Told]
    known: Sequence[Line] = ()
    previews: Mapping[str, str] = field(default_factory=dict)


def pages(about: About) -> dict[str, bytes]:
    """The dossier and the page of its cells, in each language, by name."""
    return written(about, {DOSSIER: page, _CELLS: _every_cell})


def page(about: About, language: str) -> str:
    """The dossier of a proposal, in Markdown."""
    release, told, found, policy = about.release, about.told, about.found, about.policy
    earlier = about.earlier

    def say(key: str, **values: object) -> str:
        return text(f"release.dossier.{key}", language, **values)

    cells = about.decision.cells
    lines = [
        f"# {say('title', release=release)}",
        "",
        *(f"- {line}" for line in _facts(about.wanted, cells, language)),
        f"- {_preview(about, language)}",
        "",
        f"## {say('rules')}",
        "",
        say(
            "rules_text",
            sha256=policy.sha256,
            version=policy.version,
            **_thresholds(policy, language),
        ),
        "",
        f"## {say('tables')}",
        "",
        *tables.in_short(cells, policy, language),
        f"## {say('attack')}",
        "",
        say(
            "attack_text",
            known=found.known,
            hidden=found.hidden,
            secrets=found.secrets,
            witnesses=told.proof["witness"].n_unique(),
            releases=", ".join(releases_of(earlier)) or say("no_earlier"),
        ),
        "",
        f"## {say('proof')}",
        "",
        *_proof(about.proved, language),
        "",
        f"## {say('known')}",
        "",
        *_known(about.known, language),
        "",
        f"## {say('alike')}",
        "",
        *_alike(about, language),
        "",
        f"## {say('changes')}",
        "",
        *_changes(about, language),
        "",
        f"## {say('vote')}",
        "",
        say("vote_text", release=release, needed=policy.approvals),
        "",
    ]
    return "\n".join(lines)


def _every_cell(about: About, language: str) -> str:
    return tables.in_full(about.release, about.decision.cells, about.policy, language)


def _preview(about: About, language: str) -> str:
    """Where every cell and a draft of the report stand."""
    told = {"cells": page_name(_CELLS, language), "draft": about.previews.get(language, "–")}
    return text("release.dossier.preview", language, **told)


def _facts(wanted: Wanted, cells: pl.DataFrame, language: str) -> list[str]:
    """Kind, period, as-of date, coverage, who proposed, embargo."""

    def say(key: str, **values: object) -> str:
        return text(f"release.dossier.{key}", language, **values)

    widest = cells.sort("submissions_owed", "submissions_received").row(-1, named=True)
    start, end = (labels.day(widest[f"period_{e}_date"], language) for e in ("start", "end"))
    return [
        say(f"kind_{wanted.kind}", subject=wanted.subject),
        say("period", start=start, end=end),
        say("as_of", day=labels.day(widest["as_of_date"], language)),
        say(
            "coverage",
            received=widest["submissions_received"],
            owed=widest["submissions_owed"],
        ),
        *proposed(wanted, language),
    ]


def _thresholds(policy: Policy, language: str) -> dict[str, object]:
    return {
        "default": policy.thresholds["default"],
        "sensitive": policy.thresholds["sensitive"],
        "regency": policy.thresholds["regency"],
        "dominance": f"{policy.dominance:.0%}",
        "closeness": f"{policy.closeness:.0%}",
        "goal": text(f"release.goal.{policy.goal}", language),
    }


def _proof(proved: Certificate, language: str) -> list[str]:
    """What the proof shows that will be published, and by name of which figures it does not."""
    told = {name: proved.claim[name] for name in ("hidden", "proved", "small_or_not")}
    worlds = sum(name.startswith("world_") for name in proved.worlds.columns)
    named = [kind for kind in ("one_value", "not_proved") if proved.claim[kind]]
    return [
        text("release.dossier.proof_text", language, worlds=worlds, **told),
        *(
            text(f"release.dossier.{kind}", language, figures=", ".join(proved.claim[kind]))
            for kind in named
        ),
    ]


def _alike(about: About, language: str) -> list[str]:
    """Groups that are all alike in a dimension where that tells something of each of them."""
    counted, hidden = about.decision.counted, about.decision.protected.hidden
    own = set(counted.of_cell)  # the others are of earlier reports, or known outside
    lines = []
    for set_, part in alike(counted, about.policy):
        is_told = {set_, part} & own and counted.labels[part]["table_code"] != KNOWN
        if hidden[set_] or hidden[part] or not is_told:
            continue
        at = counted.labels[part]
        sides = [
            labels.label(at[f"{side}_list_code"], at[f"{side}_code"], language)
            for side in ("row", "column")
        ]
        figure, value = at["figure_id"], int(counted.values[part])
        lines.append(f"- {figure}: {' × '.join(sides)}, {value}")
    return lines or [text("release.dossier.none_alike", language)]


def _known(known: Sequence[Line], language: str) -> list[str]:
    """What outsiders know of what is told here or was before; not how many they say."""
    lines = [
        "- "
        + text(
            "release.dossier.known_line", language,
            line=one.number, quantity=one.quantity.key, source=one.source,
            since=labels.day(one.since, language),
        )
        for one in known
    ]  # fmt: skip
    return lines or [text("release.dossier.none_known", language)]


def _changes(about: About, language: str) -> list[str]:
    """Figures of the report that an earlier release published at another value."""

    def say(key: str, **values: object) -> str:
        return text(f"release.dossier.{key}", language, **values)

    is_shown = pl.col("is_published") & ~pl.col("is_rest")
    is_own = pl.col("quantity").is_in(about.decision.cells["quantity"].drop_nulls().implode())
    now = about.told.quantities.filter(is_shown, is_own).select("quantity", "value", "figure_id")
    lines = []
    for release, one in about.earlier.items():
        before = one.quantities.filter(is_shown).select("quantity", old="value")
        both = now.join(before, on="quantity")
        moved = both.filter(pl.col("value") != pl.col("old")).sort("quantity")
        if both.is_empty():
            continue
        lines.append("- " + say("changed", release=release, same=both.height, moved=moved.height))
        for figure, old, value in moved.select("figure_id", "old", "value").head(_LISTED).rows():
            lines.append(f"  - {figure}: {old} → {value}")
    return lines or [say("no_changes")]
