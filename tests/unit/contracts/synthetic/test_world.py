"""The world: its calibration, its keys, its truth."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import polars as pl
import pytest

from contracts import codelists
from contracts.registry import record_types
from contracts.schemas.columns import Kind
from contracts.synthetic import truth
from contracts.synthetic.offices import police_units
from contracts.synthetic.parameters import CaseParameters, Parameters
from contracts.synthetic.people import form_shares
from contracts.synthetic.places import places
from contracts.synthetic.world import simulate


@pytest.fixture(scope="module")
def world():
    return simulate(6000, 11, 2023, 2025)


def current(world, record_type):
    key = ["unit", *record_types()[record_type].key]
    return world.frames[record_type].sort("period").unique(key, keep="last")


def test_victims_per_case_have_the_published_mean_and_tail(world):
    victims = world.events["victims"]
    assert victims.min() == 1
    assert victims.mean() == pytest.approx(3.3, abs=0.35)
    assert (victims > 10).mean() == pytest.approx(0.05, abs=0.02)
    assert world.events["suspects"].mean() == pytest.approx(1.2, abs=0.1)


def test_half_of_three_years_of_cases_fall_into_the_surge_year(world):
    years = world.events["year"]
    assert (years == 2023).mean() == pytest.approx(1061 / 1961, abs=0.04)


def test_children_are_about_a_tenth_of_the_victims(world):
    rows = current(world, "police_persons").filter(pl.col("peran") == "KORBAN")
    born = world.persons["birth"].to_numpy()[rows["person"].to_numpy()]
    reported = world.events["report"].to_numpy()[rows["event"].to_numpy()]
    assert ((reported - born) < 18 * 365.2425).mean() == pytest.approx(0.10, abs=0.025)


def test_form_shares_add_up_to_the_sex_and_age_of_all_victims():
    settings = Parameters()
    overall = settings.persons.victim_sex_age[2020]
    shares = form_shares(overall, settings)
    weight = {
        f: w * settings.cases.form_size.get(f, 1.0) for f, w in settings.cases.form_weight.items()
    }
    mixed = sum(weight[f] * shares[f] for f in weight) / sum(weight.values())
    assert mixed == pytest.approx(np.array(overall) / sum(overall), abs=0.02)


@pytest.mark.parametrize(
    ("record_type", "condition", "share"),
    [
        ("police_persons", pl.col("peran") == "KORBAN", 0.70),
        ("police_persons", pl.col("status_pelaku").is_not_null(), 0.90),
        ("social_clients", pl.lit(True), 0.60),
        ("health_visits", pl.lit(True), 0.40),
    ],
)
def test_identity_numbers_are_as_often_there_as_set(world, record_type, condition, share):
    rows = current(world, record_type).filter(condition)
    assert rows["nik"].is_not_null().mean() == pytest.approx(share * 0.96, abs=0.04)


def test_shelters_know_a_tenth_to_a_third_of_the_victims_of_the_police(world):
    police = set(
        current(world, "police_persons").filter(pl.col("peran") == "KORBAN")["person"].to_list()
    )
    social = set(current(world, "social_clients")["person"].to_list())
    assert 0.10 <= len(police & social) / len(police) <= 0.35


def test_prosecution_takes_fewer_reports_in_the_surge(world):
    reports = world.frames["police_cases"].unique("no_lp")
    charged = set(world.frames["prosecution_defendants"]["event"].to_list())
    share = reports.with_columns(taken=pl.col("event").is_in(list(charged))).group_by(
        pl.col("tgl_lp").str.slice(0, 4).alias("year")
    )
    taken = dict(share.agg(pl.col("taken").mean()).rows())
    assert taken["2023"] < 0.4
    assert taken["2024"] > 0.55


def test_natural_keys_are_unique_within_a_submission(world):
    for name, record_type in record_types().items():
        keys = world.frames[name].select("unit", "period", *record_type.key)
        assert not keys.is_duplicated().any(), name
        assert keys.null_count().sum_horizontal().item() == 0, name


def test_a_key_names_the_same_person_in_every_period(world):
    for name, record_type in record_types().items():
        if record_type.describes_persons:
            persons = (
                world.frames[name]
                .group_by("unit", *record_type.key)
                .agg(pl.col("person").n_unique())
            )
            assert persons["person"].max() == 1, name


def test_records_are_sent_again_in_a_newer_state(world):
    states = (
        world.frames["police_cases"]
        .group_by("no_lp")
        .agg(periods=pl.col("period").n_unique(), stages=pl.col("tahap").n_unique())
    )
    assert (states["periods"] > 1).mean() > 0.4
    assert (states["stages"] > 1).mean() > 0.4


def test_references_resolve_in_the_submission_they_stand_in(world):
    for name, record_type in record_types().items():
        for column in record_type.columns:
            if column.refers_to:
                on = ["unit", "period", column.name]
                orphans = world.frames[name].join(world.frames[column.refers_to], on=on, how="anti")
                assert orphans.is_empty(), name


def test_every_code_is_of_its_list(world):
    for name, record_type in record_types().items():
        for column in record_type.columns:
            if column.code_list and column.kind in {Kind.CODE, Kind.CODES}:
                cells = world.frames[name][column.name].drop_nulls().str.split("|").explode()
                assert set(cells.to_list()) <= set(codelists.codes(column.code_list)), column.name


def test_dates_of_a_case_file_are_in_order(world):
    order = ["tgl_tahap1", "tgl_p21", "tgl_tahap2", "tgl_limpah", "tgl_putusan", "tgl_inkracht"]
    files = world.frames["prosecution_defendants"]
    for before, after in pairwise(order):
        assert files.filter(pl.col(before) > pl.col(after)).is_empty(), after


def test_all_provinces_have_a_regional_command_with_reports(world):
    commands = [u for u in police_units() if u.startswith("PLD")]
    assert len(commands) == 38
    assert set(commands) <= set(world.frames["police_cases"]["unit"].to_list())


def test_truth_covers_every_row_that_describes_somebody(world):
    rows = sum(len(world.frames[name]) for name, r in record_types().items() if r.describes_persons)
    known = truth.persons(world)
    assert len(known) == rows
    assert known.select(pl.all().exclude("true_case_id")).null_count().sum_horizontal().item() == 0
    assert not known.select("record_type", "unit", "period", "key").is_duplicated().any()


def test_true_counts_of_the_nation_are_distinct_persons(world):
    counts = truth.counts(world)
    nation = counts.filter((pl.col("province_code") == "") & (pl.col("year") != ""))
    total = counts.filter((pl.col("province_code") == "") & (pl.col("year") == ""))
    by_role = dict(nation.group_by("role").agg(pl.col("persons").sum()).rows())
    assert by_role == dict(total.select("role", "persons").rows())
    named = current(world, "police_persons").filter(
        pl.col("peran").is_in(["TERLAPOR", "TERSANGKA"])
    )
    sought = (pl.col("peran") == "TERSANGKA") | pl.col("status_pelaku").is_in(["TERSANGKA", "DPO"])
    accused = current(world, "prosecution_defendants").filter(pl.col("event") >= 0)["person"]
    for role, police in (("perpetrator", named), ("suspect", named.filter(sought))):
        expected = pl.concat([police["person"], accused]).n_unique()
        found = total.filter(pl.col("role") == role).select(pl.sum("persons", "corporations"))
        assert found.sum_horizontal().item() == expected


def test_some_persons_are_in_two_cases_and_some_are_victim_and_suspect(world):
    persons = current(world, "police_persons")
    events = persons.group_by("person").agg(
        events=pl.col("event").n_unique(), roles=pl.col("peran").unique()
    )
    assert 0.01 < (events["events"] > 1).mean() < 0.1
    both = events.filter(
        pl.col("roles").list.contains("KORBAN") & pl.col("roles").list.contains("TERSANGKA")
    )
    assert len(both) > 10


def test_case_files_are_split_and_joined(world):
    files = current(world, "prosecution_defendants").group_by("no_register_perkara").len()
    per_event = (
        current(world, "prosecution_defendants")
        .group_by("event")
        .agg(pl.col("no_register_perkara").n_unique())
    )
    assert files["len"].max() > 1
    assert per_event["no_register_perkara"].max() > 1


def test_nobody_has_a_number_that_could_have_been_issued(world):
    known = world.persons.filter(pl.col("nik").is_not_null())["nik"]
    assert (known.str.len_chars() == 16).all()
    assert (known.str.slice(12) >= "9000").all()
    assert known.str.slice(0, 6).is_in(places().nik_prefixes.tolist()).all()
    assert world.persons["passport"].str.starts_with("Z").all()


def test_parameters_change_the_world():
    crowded = replace(Parameters(), cases=replace(CaseParameters(), mean_victims=8.0))
    victims = simulate(800, 5, 2024, 2024, crowded).events["victims"].mean()
    assert victims == pytest.approx(8.0, abs=1.5)


@pytest.mark.parametrize("cases", [1, 2, 3])
def test_the_smallest_worlds_have_all_tables(cases):
    small = simulate(cases, 4, 2025, 2025)
    assert set(small.frames) == set(record_types())
