"""Rows of what is published together: what is protected apart is not protected."""

from collections.abc import Mapping
from typing import Any

from benchmarks.disclosure.bench import Bench
from benchmarks.disclosure.row import Row, row_of


def linked(bench: Bench) -> Row:
    """Two tables of one release, protected together and apart."""
    return _linked(bench, "not_exact", "not exactly recoverable")


def linked_contains(bench: Bench) -> Row:
    """The same with the stronger goal."""
    return _linked(bench, "contains", "contains [1..5]")


def leaks(bench: Bench) -> Row:
    """The shortcuts of the note on whole tables."""
    told = {
        "provinces": "each province apart (note 93)",
        "two_goals": "two safe patterns, of two goals (158)",
        "two_choices": "of one goal, other secondaries (158)",
        "unaware": "a reader who knows the rules, t3k (0)",
        "unaware_t30k": "t30k (1)",
    }
    runs = {scheme: bench.do("leaks", bench.tables, scheme, seconds=900) for scheme in told}

    def judge() -> tuple[str, bool]:
        found = {scheme: ran.document for scheme, ran in runs.items()}
        shown = "; ".join(
            f"{said}: {one['naive']:,} of {one['small']:,}, ours {one['ours']}"
            for said, one in zip(told.values(), found.values(), strict=True)
        )
        held = all(one["naive"] > 0 and not one["by_itself"] for one in found.values())
        return shown, held and not any(one["ours"] for one in found.values())

    target = "naive leaks though safe by itself, ours 0"
    return row_of(
        "small cells learned exactly", target, "figures of the note", judge, *runs.values()
    )


def _linked(bench: Bench, goal: str, said: str) -> Row:
    path = bench.table("linked")
    together, apart = (
        bench.do("linked", path, way, goal, seconds=1800) for way in ("together", "apart")
    )

    def judge() -> tuple[str, bool]:
        ours, naive = together.document, apart.document
        more = ours["hidden"] / naive["hidden"] - 1
        shown = (
            f"{_learned(ours)}, {ours['unprotected']} unprotected, {ours['hidden']:,} hidden "
            f"({more:+.1%}), {ours['protect']:.0f} + {ours['attack']:.0f} processor s; "
            f"apart {_learned(naive)}, {naive['hidden']:,} hidden, "
            f"{naive['protect']:.0f} + {naive['attack']:.0f} processor s"
        )
        safe = not (ours["exact"] or ours["unprotected"])
        return shown, safe and more <= 0.05 and (goal == "not_exact" or not ours["below"])

    target = "0 learned at ≤ 5 % more hidden"
    anchor = "apart: 506 of 3,850 exact (note)"
    return row_of(f"linked tables, {said}", target, anchor, judge, together, apart)


def _learned(found: Mapping[str, Any]) -> str:
    return f"{found['exact']:,} exact, {found['below']:,} surely small of {found['attacked']:,}"
