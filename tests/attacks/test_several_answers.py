"""Tables in which one person stands several times: every figure is a sum of patterns of answers.

Who is known to which agencies, crossed with the number of agencies and with the agencies again; who
was served by which agency with what. No line adds up, yet each figure counts the persons of some
patterns, and a pattern is a whole number of 0 or more. The attack here knows nothing else: one
unknown a pattern, in a programme of its own.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, combinations, product
from random import Random

import highspy
import numpy as np
import polars as pl
import pytest

from transforms.disclosure.audit.outside import check
from transforms.disclosure.gate import public
from transforms.disclosure.gate.gate import audit
from transforms.disclosure.policy import reviewed
from transforms.disclosure.protection import small_cells
from transforms.disclosure.protection.small_cells import Decision, decide
from transforms.disclosure.protection.told import Told, fault_of, told_of

K = reviewed().thresholds["default"]
AGENCIES = ("police", "prosecution", "social", "health")
SERVICES, SERVING = ("KONSELING", "SHELTER", "VISUM"), ("social", "health")
NUMBERS = ("1", "2", "3+")
WORLDS = 4
Pattern = tuple[str, ...]
Block = Mapping[tuple[str, str], Callable[[Pattern], bool]]  # row and column; who counts there


def _patterns(codes: tuple[str, ...]) -> list[Pattern]:
    return list(chain.from_iterable(combinations(codes, n) for n in range(1, len(codes) + 1)))


def _world(seed: int, patterns: list[Pattern], sizes: tuple[int, ...]) -> dict[Pattern, int]:
    chance = Random(seed)
    return {one: chance.choice(sizes) for one in patterns}


def _is_known(row: str, column: str) -> Callable[[Pattern], bool]:
    """Whether a pattern counts in a cell of A15."""

    def is_in(pattern: Pattern, code: str) -> bool:
        if code[0].isdigit():
            return len(pattern) == int(code[0]) or (code[-1] == "+" and len(pattern) > int(code[0]))
        return code == "TOTAL" or code in pattern

    return lambda pattern: is_in(pattern, row) and is_in(pattern, column)


AGENCY: Block = {
    at: _is_known(*at) for at in product((*AGENCIES, "TOTAL"), (*NUMBERS, "TOTAL"))
}  # fmt: skip
OVERLAP: Block = {at: _is_known(*at) for at in product((*AGENCIES, "TOTAL"), repeat=2)}
COMBINATION: Block = {
    ("_and_".join(one), "TOTAL"): (lambda pattern, one=one: pattern == one)
    for one in _patterns(AGENCIES)
} | {("TOTAL", "TOTAL"): lambda _: True}
PERSONS: Block = {
    (service, agency): (
        lambda pattern, s=service, a=agency: any(
            s in (own[0], "TOTAL") and a in (own[1], "TOTAL")
            for own in (one.split(":") for one in pattern)
        )
    )
    for service, agency in product((*SERVICES, "TOTAL"), (*SERVING, "TOTAL"))
}
RECONCILIATION = {"agency": AGENCY, "overlap": OVERLAP, "combination": COMBINATION}
LISTS = {
    "agency": ("agency", "agencies_known"),
    "overlap": ("agency", "agency"),
    "combination": ("agencies_exactly", "total"),
    "persons": ("service", "serving_agency"),
}


@pytest.fixture
def table(cells: dict[str, Callable]) -> Callable[..., pl.DataFrame]:
    """The cells of some blocks over one world."""

    def make(code: str, world: Mapping[Pattern, int], blocks: Mapping[str, Block]) -> pl.DataFrame:
        rows = []
        for name, row, column, counts in (
            (name, *at, counts) for name, of in blocks.items() for at, counts in of.items()
        ):
            value = sum(n for pattern, n in world.items() if counts(pattern))
            own, other = LISTS[name]
            rows.append(cells["cell"](code, name, (own, row, None), (other, column, None), value))
            rows[-1] |= {
                "report_year": 2024,
                "adds_up_rows": name == "combination",
                "adds_up_columns": name in ("agency", "combination"),
                "unit_code": "victim" if code == "A15" else "person",
            }
        return pl.DataFrame(rows, infer_schema_length=None)

    return make


@dataclass
class Reader:
    """Who has the cells of some blocks and knows that they are sums of patterns."""

    patterns: list[Pattern]
    lines: list[np.ndarray]
    low: list[float]
    high: list[float]

    def value_of(self, line: np.ndarray) -> int | None:
        """What some patterns add up to, if only one number can be that."""
        least, most = (self._end(sign * line) * sign for sign in (1, -1))
        return least if least == most else None

    def _end(self, cost: np.ndarray) -> int:
        solver, size = highspy.Highs(), len(self.patterns)
        solver.setOptionValue("output_flag", False)
        for one in cost:
            solver.addCol(float(one), 0, 1e5, 0, [], [])
        index = np.arange(size, dtype=np.int32)
        kinds = [highspy.HighsVarType.kInteger] * size
        solver.changeColsIntegrality(size, index, kinds)
        for line, low, high in zip(self.lines, self.low, self.high, strict=True):
            solver.addRow(low, high, size, index, line)
        solver.run()
        assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return round(solver.getInfo().objective_function_value)


def _reader(decision: Decision, blocks: Mapping[str, Block], patterns: list[Pattern]) -> Reader:
    found = Reader(patterns, [], [], [])
    for row in decision.cells.to_dicts():
        counts = blocks[row["block_code"]][row["row_code"], row["column_code"]]
        is_shown = row["shown_code"] == "published"
        found.lines.append(np.array([float(counts(one)) for one in patterns]))
        found.low.append(float(row["value"]) if is_shown else 1.0)
        found.high.append(float(row["value"]) if is_shown else 1e5)
    return found


def _secrets(reader: Reader, world: Mapping[Pattern, int]) -> Iterator[tuple[str, np.ndarray]]:
    """Whatever is of one to four: figures, what is left of them without a part, patterns."""
    figures = list({tuple(line): line for line in reader.lines}.values())
    of = np.array([world[one] for one in reader.patterns])
    for line in figures:
        yield from [("figure", line)] if 0 < line @ of < K else []
        for other in figures:
            left = line - other
            is_part = left.min() >= 0 and left.any()
            yield from [("rest", left)] if is_part and 0 < left @ of < K else []


def _learned(reader: Reader, world: Mapping[Pattern, int]) -> list[str]:
    return [kind for kind, line in _secrets(reader, world) if reader.value_of(line) is not None]


def _told(decision: Decision) -> Told:
    return told_of(decision.counted, decision.protected, reviewed())


def _must_stand(decision: Decision) -> None:
    """Protected, proved, and nothing found by our own attackers."""
    assert decision.protected.unprotected == []
    assert fault_of(_told(decision)) is None
    assert audit("r", {"r": _told(decision)}, reviewed()).is_safe
    made = public.certificate({"r": decision.cells}, reviewed())
    assert made.told == ()
    assert check({"r": decision.cells}, made.worlds, made.claim) is None


def test_agencies_crossed_with_themselves_leak_without_their_combinations(table: Callable) -> None:
    """As it was: two blocks whose sums nobody knew. As it is: a third block says what they are."""
    patterns = _patterns(AGENCIES)
    sizes = (0, 1, 2, 3, 6, 9, 14, 40, 90)
    old = {name: RECONCILIATION[name] for name in ("agency", "overlap")}
    before: list[str] = []
    hidden = 0
    for seed in range(WORLDS):
        world = _world(seed, patterns, sizes)
        apart = decide(table("A15", world, old), reviewed())
        before += _learned(_reader(apart, old, patterns), world)
        together = decide(table("A15", world, RECONCILIATION), reviewed())
        _must_stand(together)
        assert _learned(_reader(together, RECONCILIATION, patterns), world) == []
        hidden += int((together.cells["shown_code"] != "published").sum())
    assert {"figure", "rest"} <= set(before)
    assert len(before) > WORLDS
    assert hidden < WORLDS * 57 / 2  # most is still told


def test_worlds_that_know_no_combinations_are_refused(
    table: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = _world(0, _patterns(AGENCIES), (0, 2, 3, 6, 14, 40, 90))
    cells = {"r": decide(table("A15", world, RECONCILIATION), reviewed()).cells}
    with monkeypatch.context() as patched:
        patched.setattr(public, "crossed", lambda *_: [])
        blind = public.certificate(cells, reviewed())
    assert check(cells, blind.worlds, blind.claim) == "sums"


def test_combinations_beside_an_earlier_release_without_them(table: Callable) -> None:
    """What went out before they were known to hang together is attacked with them."""
    old = {name: RECONCILIATION[name] for name in ("agency", "overlap")}
    refused = 0
    for seed in range(WORLDS):
        world = _world(seed, _patterns(AGENCIES), (0, 1, 2, 3, 6, 9, 14, 40, 90))
        before = _told(decide(table("A15", world, old), reviewed()))
        own = {"combination": COMBINATION}
        told = {"a": before, "b": _told(decide(table("A15", world, own), reviewed()))}
        assert audit("a", {"a": before}, reviewed()).is_safe  # nothing there says that they add up
        refused += not audit("b", told, reviewed()).is_safe
    assert refused > 0


def test_what_parts_hold_beyond_their_total_leaks_where_nobody_counts_it(
    table: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two persons were counselled by both agencies: a group of few that every reader works out."""
    patterns = [one for one in _patterns(tuple(f"{s}:{a}" for s in SERVICES for a in SERVING))
                if len(one) <= 2]  # fmt: skip
    blocks = {"persons": PERSONS}
    before, after = [], []
    for seed in range(WORLDS):
        world = _world(seed, patterns, (0, 0, 0, 1, 7, 20))
        cells = table("A13", world, blocks)
        with monkeypatch.context() as patched:
            patched.setattr(small_cells, "with_answers", lambda counted, _: counted)
            blind = decide(cells, reviewed())
        together = decide(cells, reviewed())
        _must_stand(together)
        for decision, learned in ((blind, before), (together, after)):
            reader = _reader(decision, blocks, patterns)
            learned.extend([*_beyond(reader, world), *_learned(reader, world)])
    assert after == []
    assert "beyond" in before


def _beyond(reader: Reader, world: Mapping[Pattern, int]) -> Iterator[str]:
    """Lines of which few persons are in several parts, where a reader knows how few."""
    of = np.array([world[one] for one in reader.patterns])
    lines = [[(one, agency) for agency in SERVING] for one in (*SERVICES, "TOTAL")]
    lines += [[(service, one) for service in SERVICES] for one in (*SERVING, "TOTAL")]
    for line in lines:
        whole = tuple(
            codes.pop() if len(codes := set(side)) == 1 else "TOTAL"
            for side in zip(*line, strict=True)
        )
        parts = sum(_counts(reader, at) for at in line)
        more = parts - _counts(reader, whole)
        if 0 < more @ of < K and reader.value_of(more) is not None:
            yield "beyond"


def _counts(reader: Reader, at: tuple[str, ...]) -> np.ndarray:
    service, agency = at
    return np.array([float(PERSONS[service, agency](one)) for one in reader.patterns])
