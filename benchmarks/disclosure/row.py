"""One line of the table, and how it is made of what was run."""

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.disclosure.limits import Ran


@dataclass(frozen=True)
class Row:
    """One line of the table; `is_met` is None where nothing could be measured."""

    what: str
    ours: str
    used: str
    peer: str
    target: str
    is_met: bool | None


def row_of(
    what: str,
    target: str,
    peer: str,
    judge: Callable[[], tuple[str, bool | None]],
    *runs: Ran,
) -> Row:
    """The row of some runs: without a figure if one of them came to nothing."""
    used = runs[0].used
    failures = [ran.failure for ran in runs if ran.failure]
    if failures:
        return Row(what, failures[0], used, peer, target, is_met=False)
    try:
        ours, met = judge()
    except KeyError as missing:
        return Row(what, f"no figure: {missing}", used, peer, target, is_met=None)
    return Row(what, ours, used, peer, target, met)
