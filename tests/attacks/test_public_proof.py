"""The proof that travels with a release: right by enumeration, and made of nothing secret."""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import combinations, pairwise
from random import Random

import polars as pl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from contracts.problems import ExitCode, Problem
from orchestration.stages.release.public_check import verify_public
from orchestration.stages.release.site import make_site
from orchestration.stages.release.site_check import verify_site
from transforms.disclosure.audit.outside import check
from transforms.disclosure.counting.counted import counted_of
from transforms.disclosure.gate.public import Certificate, certificate
from transforms.disclosure.policy import reviewed
from warehouse.releases import proof

K = 3
POLICY = replace(reviewed(), thresholds={**reviewed().thresholds, "default": K})
INNER = [("00-05", "L"), ("00-05", "P"), ("15-17", "L"), ("15-17", "P"), ("18-24", "P"), ("U", "L")]
SMALL = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
counts = st.lists(st.integers(0, 3), min_size=6, max_size=6).map(
    lambda values: dict(zip(INNER, values, strict=True))
)
chances = st.lists(st.booleans(), min_size=24, max_size=24)
World = Mapping[tuple[str, str], int]  # age and sex
Hidden = frozenset[tuple[str, str]]


@pytest.fixture
def publish(cells: dict[str, Callable]) -> Callable[[World, Hidden], pl.DataFrame]:
    """The table of a world with these cells hidden, as it is published."""

    def make(world: World, hidden: Hidden) -> pl.DataFrame:
        rows = [row | {"report_year": 2024} for row in cells["by_age_and_sex"](world)]
        found = counted_of(rows, POLICY)
        keys = [found.keys[at] for at in found.of_cell]
        signs = [(row["row_code"], row["column_code"]) in hidden for row in rows]
        return pl.DataFrame(rows, infer_schema_length=None).with_columns(
            pl.Series("quantity", keys),
            pl.Series("shown_code", ["suppressed" if s else "published" for s in signs]),
            pl.when(~pl.Series(signs)).then("value").alias("value"),
            pl.when(~pl.Series(signs)).then("contributors").alias("contributors"),
        )

    return make


def _values(table: pl.DataFrame) -> dict[tuple[str, str], int | None]:
    rows = table.select("row_code", "column_code", "value").iter_rows()
    return {(age, sex): None if value is None else int(value) for age, sex, value in rows}


def _pick(table: pl.DataFrame, chance: list[bool]) -> Hidden:
    """Cells to be hidden: no zero, and never the grand total."""
    some = [at for at, value in _values(table).items() if value and at != ("TOTAL", "TOTAL")]
    return frozenset(at for at, is_picked in zip(some, chance * 2, strict=False) if is_picked)


def _compositions(total: int, places: int) -> Iterator[tuple[int, ...]]:
    """All ways to make a total of whole numbers of 1 or more."""
    for cuts in combinations(range(1, total), places - 1):
        ends = (0, *cuts, total)
        yield tuple(b - a for a, b in pairwise(ends))


def _enumerated(
    cells: Mapping[str, Callable], shown: pl.DataFrame, truth: World, hidden: Hidden
) -> list[dict[tuple[str, str], int]]:
    """Every table of whole numbers that fits what is published."""
    own = [cell for cell in INNER if cell in hidden]
    left = sum(truth[cell] for cell in own)
    expected = _values(shown)
    fitting = []
    for one in _compositions(left, len(own)) if own else [()]:
        rows = cells["by_age_and_sex"]({**truth, **dict(zip(own, one, strict=True))})
        table = {(row["row_code"], row["column_code"]): row["contributors"] for row in rows}
        if all(value is None or table[at] == value for at, value in expected.items()):
            fitting.append(table)
    return fitting


def _worlds(shown: pl.DataFrame, made: Certificate) -> list[dict[tuple[str, str], int]]:
    """The worlds of a proof as whole tables."""
    place = {
        quantity: (age, sex)
        for quantity, age, sex in shown.select("quantity", "row_code", "column_code").iter_rows()
    }
    names = [name for name in made.worlds.columns if name.startswith("world_")]
    return [
        {at: value for at, value in _values(shown).items() if value is not None}
        | {place[quantity]: value for quantity, value in made.worlds.select("quantity", n).rows()}
        for n in names
    ]


@SMALL
@given(truth=counts, chance=chances)
def test_worlds_are_those_of_the_enumeration(
    publish: Callable, cells: dict[str, Callable], truth: World, chance: list[bool]
) -> None:
    hidden = _pick(publish(truth, frozenset()), chance)
    assume(hidden)
    shown = publish(truth, hidden)
    made = certificate({"r": shown}, POLICY)
    all_worlds, found = _enumerated(cells, shown, truth, hidden), _worlds(shown, made)
    assert all(world in all_worlds for world in found)
    assert made.claim["not_proved"] == []
    single = set(made.claim["one_value"])
    for age, sex in hidden:
        possible = {world[age, sex] for world in all_worlds}
        own = {world[age, sex] for world in found}
        assert (len(own) == 1) == (len(possible) == 1) == (f"A2-victims-{sex}-{age}" in single)
        k = POLICY.threshold(frozenset())
        assert (min(own) < k) == (min(possible) < k)
        assert (max(own) >= k) == (max(possible) >= k)
    assert set(made.told) == {
        f"A2-victims-{sex}-{age}"
        for age, sex in hidden
        if {world[age, sex] < K for world in all_worlds} == {True}
        and len({world[age, sex] for world in all_worlds}) == 1
    }
    assert check({"r": shown}, made.worlds, made.claim) is None


@SMALL
@given(truth=counts, chance=chances, order=st.randoms())
def test_another_truth_under_the_same_signs_gives_the_same_bytes(
    publish: Callable,
    cells: dict[str, Callable],
    truth: World,
    chance: list[bool],
    order: Random,
) -> None:
    """The proof tells nothing but the tables: it is the same for all truths behind them."""
    truth = {cell: value % 2 + 1 for cell, value in truth.items()}
    hidden = _pick(publish(truth, frozenset()), chance) | set(INNER)
    shown = publish(truth, hidden)
    fitting = _enumerated(cells, shown, truth, hidden)
    other = order.choice(fitting)
    again = publish({cell: other[cell] for cell in INNER}, hidden)
    places = list(range(again.height))
    order.shuffle(places)
    first, second = (certificate({"r": one}, POLICY) for one in (shown, again[places]))
    assert first.worlds.write_csv().encode() == second.worlds.write_csv().encode()
    assert first.claim == second.claim


@SMALL
@given(truth=counts, chance=chances, pick=st.integers(0, 1_000), by=st.sampled_from([-1, 1]))
def test_one_flipped_number_is_refused(
    publish: Callable, truth: World, chance: list[bool], pick: int, by: int
) -> None:
    hidden = _pick(publish(truth, frozenset()), chance)
    assume(hidden)
    shown = publish(truth, hidden)
    made = certificate({"r": shown}, POLICY)
    names = [name for name in made.worlds.columns if name.startswith("world_")]
    row, name = pick % made.worlds.height, names[pick % len(names)]
    step = pl.when(pl.int_range(pl.len()) == row).then(by).otherwise(0)
    flipped = made.worlds.with_columns(pl.col(name) + step)
    assert check({"r": shown}, flipped, made.claim) is not None
    assert check({"r": shown}, made.worlds[1:], made.claim) is not None


def test_two_patterns_of_one_table_are_one_table_to_a_reader(publish: Callable) -> None:
    """Each alone leaves its figures open; of both together a reader has them all."""
    truth = dict.fromkeys(INNER, 2) | {("18-24", "P"): 9}
    ages = {"00-05", "15-17"}
    first = frozenset((age, sex) for age in ages for sex in "LP")
    other = frozenset((age, "L") for age in (*ages, "ANAK", "U")) | {("15-17", "P")}
    one, two = publish(truth, first), publish(truth, other)
    assert certificate({"a": one}, POLICY).told == ()
    assert certificate({"a": one, "b": two}, POLICY).told != ()


def test_a_correction_begins_another_version(publish: Callable) -> None:
    truth = dict.fromkeys(INNER, 2) | {("18-24", "P"): 9}
    hidden = frozenset((age, sex) for age in ("00-05", "15-17") for sex in "LP")
    before = publish(truth, hidden)
    after = publish(truth | {("00-05", "L"): 8}, hidden)
    both = {"a": before, "b": after}
    made = certificate(both, POLICY)
    assert set(made.worlds["version"]) == {2}
    assert check(both, made.worlds, made.claim) is None
    assert check({"a": before}, made.worlds, made.claim) == "claim"


def test_what_contradicts_itself_fits_no_world(publish: Callable) -> None:
    truth = dict.fromkeys(INNER, 2)
    shown = publish(truth, frozenset({("00-05", "L"), ("00-05", "P")}))
    grand = (pl.col("row_code") == "00-05") & (pl.col("column_code") == "TOTAL")
    with pytest.raises(ValueError, match="sums"):
        certificate({"r": shown.with_columns(
            pl.when(grand).then(1).otherwise("value").alias("value"))}, POLICY)  # fmt: skip


@pytest.mark.slow
def test_an_annual_proof_tells_nothing_of_reports_on_cases(world, cells) -> None:
    """Those go to named readers; their own proof may rest on what everybody has."""
    truth = {("15-17", "P"): 31, ("18-24", "P"): 40, ("18-24", "L"): 22, ("U", "L"): 2}
    case = {("18-24", "P"): 12, ("18-24", "L"): 9}
    own = [row | {"table_code": "I3"} for row in cells["by_age_and_sex"](case)]
    annual = cells["by_age_and_sex"](truth)
    world.vintage({2024: annual}, {"c" * 32: own}, [("c" * 32, 2024, "32")])
    names = [world.release(), world.release("incidental", "c" * 32), world.release()]
    claims = [proof.read(world.zones.released(name))[1]["releases"] for name in names]
    assert claims == [names[:1], names[:2], [names[0], names[2]]]
    for name in names:
        folder = world.zones.released(name) / proof.FOLDER
        told = "".join(path.read_text() for path in folder.iterdir())
        assert ("case=" in told or "incidental" in told) == (name == names[1])
    done = verify_public(world.zones.release)
    assert done.with_proof == len(names)
    shutil.rmtree(world.zones.released(names[1]))
    assert verify_public(world.zones.release).releases == (names[0], names[2])


@pytest.mark.slow
def test_a_copy_of_the_site_is_enough_for_the_proof(world, cells, recovered) -> None:
    world.vintage({2024: cells["by_age_and_sex"](dict.fromkeys(INNER, 2))})
    release = world.release()
    site = make_site(world.zones, world.keys / "site").path
    done = verify_site(site)
    assert (done.releases, done.with_proof) == ((release,), 1)
    assert done.hidden > 0
    assert recovered(done.hidden - done.proved, done.hidden) == 0
    worlds = site / "files" / release / proof.WORLDS
    digest = hashlib.sha256(worlds.read_bytes()).hexdigest()
    frame = pl.read_csv(worlds)
    frame.with_columns(pl.col("world_1") + 1).write_csv(worlds)
    with pytest.raises(Problem, match=proof.WORLDS) as told:
        verify_site(site)
    assert (told.value.key, told.value.exit_code) == ("release.file_changed", ExitCode.BLOCKED)
    listed = site / "releases.json"
    forged = listed.read_text().replace(digest, hashlib.sha256(worlds.read_bytes()).hexdigest())
    listed.write_text(forged)
    with pytest.raises(Problem, match=proof.WORLDS) as told:
        verify_site(site)
    assert (told.value.key, told.value.exit_code) == ("release.proof_wrong", ExitCode.BLOCKED)


@pytest.mark.slow
def test_no_plain_digest_of_a_dossier_stands_in_the_ledger(world, cells) -> None:
    """What it says beyond the tables could be guessed until the digest fits."""
    world.vintage({2024: cells["by_age_and_sex"](dict.fromkeys(INNER, 2))})
    pages = world.zones.proposal(world.release()).glob("*.html")
    digests = {hashlib.sha256(page.read_bytes()).hexdigest() for page in pages}
    assert digests
    assert not any(one in world.zones.ledger.read_text() for one in digests)


def test_the_check_brings_no_solver() -> None:
    program = (
        "import sys, orchestration.stages.release.site_check, transforms.disclosure.audit.outside;"
        "sys.exit('highspy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
