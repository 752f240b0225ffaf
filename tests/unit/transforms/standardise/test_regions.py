"""Old codes become those of today, whole columns at a time."""

import polars as pl

from contracts.regions import old_regions, today
from transforms.standardise.regions import province, regency, to_present


def _present(values):
    frame = pl.DataFrame({"kode": values}, schema={"kode": pl.String})
    return frame.select(to_present("kode")).to_series().to_list()


def test_every_old_regency_is_that_of_today():
    old = list(old_regions())
    assert _present(old) == [today(code) for code in old]


def test_current_unknown_and_missing_codes_stay():
    assert _present(["53.71", "53", "99.99", None, ""]) == ["53.71", "53", "99.99", None, ""]


def test_several_codes_keep_their_order_without_repeats():
    assert _present(["91.01|53.71|93.01", "53.71|53"]) == ["93.01|53.71", "53.71|53"]


def test_a_district_of_an_old_regency_is_one_of_today_or_the_regency():
    assert _present(["91.01.01", "91.01.99"]) == [today("91.01.01"), "93.01"]


def test_levels():
    frame = pl.DataFrame({"k": ["53", "53.71", "53.71.01", None]})
    found = frame.select(p=province(pl.col("k")), r=regency(pl.col("k")))
    assert found["p"].to_list() == ["53", "53", "53", None]
    assert found["r"].to_list() == [None, "53.71", "53.71", None]
