"""The review queue as a workbook: out to the reviewers, and back with their decisions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from contracts.messages import LANGUAGES, subject_texts, text
from contracts.problems import Problem
from contracts.registry import record_types
from contracts.workbook.listing import Listing, content
from orchestration.stages.linkage.decisions import DIFFERENT, SAME, WITHDRAWN
from orchestration.stages.linkage.review import Decision

_SIDES = ("agency", "unit", "type", "number")
_FILLED = ("decision", "by", "reason")
_AGREEMENT = "agreement_"
_SEPARATOR = ":"
_SIDE_NAMES = ("l", "r")


@dataclass(frozen=True)
class Returned:
    """What a filled-in workbook says: decisions, and one sentence per fault."""

    decisions: list[Decision]
    faults: list[str]


def workbook(queue: pl.DataFrame, decided: pl.DataFrame, language: str) -> bytes:
    """The queue and the decisions taken so far, with columns to fill in; the same bytes each time.

    Args:
        queue: As `review.queue` returns it.
        decided: As `review.decided` returns it.
        language: `id` or `en`.
    """
    fields = [c for c in queue.columns if c.startswith(_AGREEMENT)]
    words = [_heading(k, language) for k in ("rank", "code", "effect", "probability", "cause")]
    headings = [*words, *_side_headings(language), *(_field(f, language) for f in fields)]
    rows = [
        [
            row["rank"], _code(row), row["effect"], row["probability"],
            in_words(row["cause"], language), *_sides(row, language),
            *(in_words(row[f], language) for f in fields), None, None, None,
        ]
        for row in queue.iter_rows(named=True)
    ]  # fmt: skip
    taken = ("rank", "code", "taken", "taken_by", "taken_on", "taken_reason")
    before = [_heading(key, language) for key in taken] + _side_headings(language)
    past = [
        [
            row["number"], _code(row), _decision(row["decision"], language), row["decided_by"],
            str(row["decided_on"]), row["reason"], *_sides(row, language), None, None, None,
        ]
        for row in decided.iter_rows(named=True)
    ]  # fmt: skip
    legend = [[line] for line in subject_texts("linkage", language)["review"]["legend_lines"]]
    return content(
        [
            Listing(text("linkage.review.legend", language), ("Kliring",), legend),
            _to_fill("queue", headings, rows, (SAME, DIFFERENT), language),
            _to_fill("decided", before, past, (SAME, DIFFERENT, WITHDRAWN), language),
        ]
    )


def returned(path: Path, current: frozenset[str], language: str) -> Returned:
    """Read a filled-in workbook, in either language, whatever was sorted or filtered in it.

    Args:
        path: The workbook.
        current: record_id of every current record.
        language: Of the sentences.

    Raises:
        Problem: It is not there, cannot be read, or is no review workbook.
    """
    from contracts.reading.sources import RefusedFileError, SourceFile
    from contracts.reading.workbook import read_workbook

    try:
        grids = read_workbook(SourceFile(path.name, path.read_bytes())).grids
    except FileNotFoundError as error:
        raise Problem("storage.file_missing", path=path) from error
    except (OSError, RefusedFileError) as error:
        raise Problem("linkage.review.unreadable", path=path) from error
    found: dict[tuple[str, str], tuple[Decision, int]] = {}
    faults: list[str] = []
    sheets = 0
    for grid in grids:
        columns = _columns(grid.header)
        if columns is None:
            continue
        sheets += 1
        picked = grid.body.select(pl.col(str(at)).alias(name) for name, at in columns.items())
        for row, cells in zip(grid.rows, picked.iter_rows(named=True), strict=True):
            _take(_trimmed(cells), (grid.name, int(row)), current, found, faults, language)
    if not sheets:
        raise Problem("linkage.review.no_sheet", path=path)
    return Returned([decision for decision, _ in found.values()], faults)


def pair_code(left: str, right: str) -> str:
    """What names a pair in the workbook."""
    return f"{left}{_SEPARATOR}{right}"


def _take(  # noqa: PLR0917 - one row, and what has been found before it
    cells: Mapping[str, str],
    place: tuple[str, int],
    current: frozenset[str],
    found: dict[tuple[str, str], tuple[Decision, int]],
    faults: list[str],
    language: str,
) -> None:
    """Take the decision of one row, or say what is wrong with it."""
    if not any(cells[name] for name in ("decision", "reason")):
        return
    decision = _decisions().get(cells["decision"].lower())
    ids = tuple(sorted(cells["code"].split(_SEPARATOR)))
    wrong = next(_wrong(cells, decision, ids, current), None)
    other = found.get((ids[0], ids[-1]))
    more: dict[str, object] = {}
    if wrong is None and other is not None and other[0].decision != decision:
        wrong = "twice"
        more["other"] = other[1]
    if wrong is not None or decision is None:
        names = {k: _decision(k, language) for k in (SAME, DIFFERENT, WITHDRAWN)}
        values = {"sheet": place[0], "row": place[1], **names, **more}
        faults.append(text(f"linkage.review.{wrong}", language, **values))
        return
    taken = Decision(ids[0], ids[1], decision, cells["by"], cells["reason"])
    found[ids[0], ids[1]] = (taken, place[1])


def _wrong(
    cells: Mapping[str, str], decision: str | None, ids: tuple[str, ...], current: frozenset[str]
) -> Iterator[str]:
    if not cells["decision"]:
        yield "decision_missing"
    elif decision is None:
        yield "decision_unknown"
    if len(ids) != len(_SIDE_NAMES) or ids[0] == ids[1] or not current.issuperset(ids):
        yield "code_unknown"
    for name in ("by", "reason"):
        if not cells[name]:
            yield f"{name}_missing"


def _columns(header: tuple[str, ...]) -> dict[str, int] | None:
    """Where the columns that come back stand; None where the sheet is not one of ours."""
    places = {cell.strip().lower(): at for at, cell in enumerate(header)}
    for language in LANGUAGES:
        wanted = {name: _heading(name, language).lower() for name in ("code", *_FILLED)}
        if all(heading in places for heading in wanted.values()):
            return {name: places[heading] for name, heading in wanted.items()}
    return None


def _trimmed(cells: Mapping[str, str | None]) -> dict[str, str]:
    return {name: (value or "").strip() for name, value in cells.items()}


def _decisions() -> dict[str, str]:
    return {_decision(k, lang): k for lang in LANGUAGES for k in (SAME, DIFFERENT, WITHDRAWN)}


def _decision(code: str, language: str) -> str:
    return text(f"linkage.review.decision.{code}", language)


def _heading(key: str, language: str) -> str:
    return text(f"linkage.review.column.{key}", language)


def _side_headings(language: str) -> list[str]:
    return [_heading(f"{name}_{side}", language) for side in _SIDE_NAMES for name in _SIDES]


def _field(column: str, language: str) -> str:
    name = column.removeprefix(_AGREEMENT)
    return subject_texts("linkage", language)["review"]["field"].get(name, name)


def in_words(name: str | None, language: str) -> str | None:
    """A level of agreement or a cause in words; as the model calls it where there are none."""
    return name and subject_texts("agreement", language).get(name, name)


def _code(row: Mapping[str, Any]) -> str:
    return pair_code(row["record_id_l"], row["record_id_r"])


def _sides(row: Mapping[str, Any], language: str) -> list[str | None]:
    found: list[str | None] = []
    for side in _SIDE_NAMES:
        agency, kind = row[f"agency_code_{side}"], row[f"record_type_{side}"]
        found += [
            text(f"cli.agency.{agency}", language) if agency else None,
            row[f"unit_code_{side}"],
            record_types()[kind].title(language) if kind else None,
            row[f"own_number_{side}"],
        ]
    return found


def _to_fill(
    name: str,
    headings: list[str],
    rows: list[list[Any]],
    choices: tuple[str, ...],
    language: str,
) -> Listing:
    first = len(headings)
    return Listing(
        text(f"linkage.review.{name}", language),
        [*headings, *(_heading(key, language) for key in _FILLED)],
        rows,
        choices={first: [_decision(code, language) for code in choices]},
        to_fill=range(first, first + len(_FILLED)),
    )
