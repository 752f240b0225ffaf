"""Comparisons kept between runs: the same outcome, and only what changed is compared."""

import random
from dataclasses import replace

import polars as pl
import pytest

from transforms.linkage import link
from transforms.linkage.kept import Kept

FIRST = ["MARIA", "YULIANA", "SITI", "ORPA", "DEWI", "RINA", "AGNES", "YOHANA"]
LAST = ["TNUNAY", "NABEN", "BANI", "SUNARTI", "LESTARI", "MANEK"]
TYPES = ["police_persons", "prosecution_restitution", "social_clients", "health_visits"]
FRAMES = ("persons", "cases", "pairs", "review", "blocking", "kept_records", "kept_pairs")


@pytest.fixture(scope="module")
def draw():
    """People with one to four records each, spread over three months; some quote one case."""

    def people(person) -> list[list[dict]]:
        chance = random.Random(7)
        months: list[list[dict]] = [[], [], []]
        for number in range(70):
            name = f"{chance.choice(FIRST)} {chance.choice(LAST)}"
            born = f"{chance.randint(1985, 2005)}-{chance.randint(1, 12):02}-{number % 27 + 1:02}"
            nik = f"5371{number:02}{born[8:10]}{born[5:7]}{born[2:4]}{number:04}"
            home = {"origin_province_code": "53", "origin_regency_code": f"53.{number % 7:02}"}
            for copy in range(chance.randint(1, 4)):
                row = person(
                    f"r{number:02}{copy}",
                    TYPES[copy],
                    name=name if chance.random() < 0.9 else name[0] + " T",
                    nik=nik if chance.random() < 0.5 else None,
                    born=born if chance.random() < 0.8 else None,
                    document=f"d{number // 3}-{copy}",
                    tokens=(f"LP:{number // 3}",) if chance.random() < 0.6 else (),
                    **home,
                )
                months[chance.randint(0, 2)].append(row)
        return months

    return people


def kept_of(linked) -> Kept:
    return Kept(linked.kept_records, linked.kept_pairs)


def same(one, two) -> None:
    for name in FRAMES:
        assert getattr(one, name).equals(getattr(two, name)), name


@pytest.mark.slow
def test_month_by_month_ends_as_all_at_once(draw, person, envelope, model, identity_key) -> None:
    months, rows, linked = draw(person), [], None
    for month in months:
        rows += month
        crosswalk = None if linked is None else linked.crosswalk
        kept = None if linked is None else kept_of(linked)
        linked = link(*envelope(*rows), crosswalk, None, model, identity_key, kept)
        whole = link(*envelope(*rows), crosswalk, None, model, identity_key)
        same(linked, whole)
        assert linked.crosswalk.equals(whole.crosswalk)
        if kept is not None:
            assert 0 < linked.compared < whole.compared
    at_once = link(*envelope(*rows), None, None, model, identity_key)
    assert groups(at_once) == groups(linked)


def groups(linked) -> set[frozenset[str]]:
    found = linked.persons.group_by("person_id").agg("record_id")
    return {frozenset(records) for records in found["record_id"].to_list()}


def test_nothing_new_is_nothing_compared(draw, person, envelope, model, identity_key) -> None:
    rows = [row for month in draw(person) for row in month]
    first = link(*envelope(*rows), None, None, model, identity_key)
    again = link(*envelope(*rows), first.crosswalk, None, model, identity_key, kept_of(first))
    same(first, again)
    assert again.compared == 0


def test_a_new_record_is_compared_with_the_others_alone(
    draw, person, envelope, model, identity_key
) -> None:
    rows = [row for month in draw(person) for row in month]
    first = link(*envelope(*rows), None, None, model, identity_key)
    home = {"origin_province_code": "53", "origin_regency_code": "53.03"}
    new = person("z", "health_visits", name="PETRUS", born="1996-03-05", document="new", **home)
    second = link(*envelope(*rows, new), first.crosswalk, None, model, identity_key, kept_of(first))
    same(second, link(*envelope(*rows, new), first.crosswalk, None, model, identity_key))
    number = second.kept_records.filter(record_id="z")["number"].item()
    with_it = second.kept_pairs.filter(pl.any_horizontal(pl.col("number_l", "number_r") == number))
    assert 0 < second.compared == with_it.height


def test_changed_records_are_compared_anew_and_removed_ones_leave(
    draw, person, envelope, model, identity_key
) -> None:
    rows = [row for month in draw(person) for row in month]
    first = link(*envelope(*rows), None, None, model, identity_key)
    rows[3] = rows[3] | {"birth_year": 1950, "birth_date_hash": 1, "birth_day_month_hash": 2}
    gone = rows.pop(9)["record_id"]
    kept = kept_of(first)
    second = link(*envelope(*rows), first.crosswalk, None, model, identity_key, kept)
    same(second, link(*envelope(*rows), first.crosswalk, None, model, identity_key))
    assert gone not in second.kept_records["record_id"]
    assert second.compared < first.compared // 3


def test_what_another_model_compared_is_not_used(
    draw, person, envelope, model, identity_key
) -> None:
    rows = draw(person)[0]
    other = replace(model, version="other", prior=model.prior / 2)
    first = link(*envelope(*rows), None, None, other, identity_key)
    second = link(*envelope(*rows), None, None, model, identity_key, kept_of(first))
    whole = link(*envelope(*rows), None, None, model, identity_key)
    same(second, whole)
    assert second.compared == whole.compared


def test_comparisons_say_nothing_of_a_person(draw, person, envelope, model, identity_key) -> None:
    linked = link(*envelope(*draw(person)[0]), None, None, model, identity_key)
    assert linked.kept_records.columns == ["number", "record_id", "state", "compared_under"]
    assert set(linked.kept_pairs.schema.values()) <= {pl.Int8, pl.Int32, pl.Int64, pl.Float64}
