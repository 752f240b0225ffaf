"""Our own sums held to Splink's, on records with every kind of gap and coincidence."""

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest

from transforms.linkage import features
from transforms.linkage.cases import link_documents
from transforms.linkage.collective import with_cases
from transforms.linkage.score import score, with_splink
from transforms.linkage.specification import ModelError

NAMES = ["MARIA TNUNAY", "MARIA TNUNAI", "M T", "SITI", "SITI AMINAH", "YOHANA MARIA TNUNAY", None]
BIRTHS = ["1996-03-05", "1996-05-03", "1997-03-05", "1990-01-01", None]
NIKS = ["5371014503960001", "5371014503960002", "5371014503960072", "3201010101900001", None]
TYPES = [
    "police_persons",
    "prosecution_defendants",
    "prosecution_restitution",
    "social_clients",
    "health_visits",
]

pytestmark = pytest.mark.slow  # Splink's own way takes seconds


@pytest.fixture(scope="module")
def everything_unlimited(model):
    thresholds = replace(model.thresholds, candidate=-500.0)
    return replace(model, thresholds=thresholds)


@pytest.fixture
def world(person, envelope):
    """Records of every mixture of gaps, some in one case, and all their pairs."""
    rows = [
        person(
            f"r{i:03}",
            TYPES[i % 5],
            name=NAMES[i % 7],
            born=BIRTHS[i // 2 % 5],
            nik=NIKS[i // 3 % 5],
            document=f"d{i % 23}",
            tokens=(f"LP:{i % 23 % 6}",) if i % 4 else (),
            sex_code=("P", "L", None)[i // 5 % 3],
            age=(20 + i % 9) if i % 3 else None,
            birth_is_estimated=i % 11 == 0,
            passport_hash=i % 8 or None,
            local_person_hash=i % 10 or None,
            origin_province_code=("53", "32", None)[i // 4 % 3],
            origin_regency_code=("53.71", "53.01", None)[i // 4 % 3],
            birthplace_hash=i % 5 or None,
            birthplace_phonetic_hash=i % 4 or None,
            # a filter whose one word looks like the mark of nothing
            birthplace_bloom_0=(None, -(2**63), 7, 2**40 + 3)[i % 4],
            birthplace_bloom_1=(None, 5, 9, -1)[i % 4],
            place_province_code=("53", "53", "32", None)[i // 3 % 4],
            record_date=date(2024, 1, 1) + timedelta(days=i * i // 7) if i % 13 else None,
            citizenship_code=("IDN", "MYS", "UNK")[i % 3],
        )
        for i in range(90)
    ]
    persons, documents = envelope(*rows)
    frame = with_cases(features.persons(persons), link_documents(documents))
    rows_of = frame.select(pl.col("row").alias("row_l"))
    pairs = rows_of.join(rows_of.rename({"row_l": "row_r"}), how="cross")
    return frame, pairs.filter(pl.col("row_l") < pl.col("row_r")).sort("row_l", "row_r")


def test_weights_and_levels_are_those_of_splink(world, everything_unlimited) -> None:
    ours = score(*world, everything_unlimited, with_levels=True)
    theirs = with_splink(*world, everything_unlimited, with_levels=True)
    assert ours.height == theirs.height == world[1].height
    assert (ours["weight"] - theirs["weight"]).abs().max() <= 1.01e-6
    for column in theirs.columns:
        if column.startswith("gamma_"):
            assert ours[column].to_list() == theirs[column].to_list(), column
    seen = {c: ours[c].n_unique() for c in ours.columns if c.startswith("gamma_")}
    assert min(seen.values()) >= 2
    assert seen["gamma_name"] >= 10


def test_pairs_that_are_dropped_early_are_those_below_the_threshold(world, model) -> None:
    ours, theirs = score(*world, model), with_splink(*world, model)
    assert 0 < ours.height < world[1].height
    assert ours.select("row_l", "row_r").equals(theirs.select("row_l", "row_r"))
    assert (ours["weight"] - theirs["weight"]).abs().max() <= 1.01e-6


def test_what_arrays_cannot_compute_is_left_to_splink(world, model) -> None:
    frame, pairs = world
    first = model.comparisons[-1]
    odd = replace(first.levels[1], sql="hash(case_row_l) <> hash(case_row_r)")
    asked = model.with_comparisons(
        [*model.comparisons[:-1], replace(first, levels=(first.levels[0], odd, first.levels[2]))]
    )
    assert score(frame, pairs, asked).equals(with_splink(frame, pairs, asked))


def test_an_untrained_model_scores_nothing(world, model) -> None:
    first = model.comparisons[0]
    bare = replace(first, levels=(replace(first.levels[1], m=None), first.levels[-1]))
    with pytest.raises(ModelError, match="not trained"):
        score(*world, model.with_comparisons([bare]))
