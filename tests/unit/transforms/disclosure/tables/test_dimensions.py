"""What `--dims` and codes may be: refused with a sentence in both languages, never altered."""

import polars as pl
import pytest

from contracts.problems import Problem
from transforms.disclosure.tables.dimensions import carried, nesting, parse


def _refused(code: str) -> str:
    with pytest.raises(Problem) as refused:
        nesting(pl.DataFrame({"a": ["x", code]}), parse("a"))
    assert refused.value.sentence("id") != refused.value.sentence("en")
    return refused.value.key


@pytest.mark.parametrize("code", ["=1+1", "+62", "-1", "@a", " =1", "a;=1+1", 'b,-"2'])
def test_code_that_a_spreadsheet_runs_is_refused(code: str) -> None:
    assert _refused(code) == "disclosure.runs"


@pytest.mark.parametrize("code", ["\t=1", "a\0b", "a\rb", "a\nb", "\x1b[2J", "a\u2028"])
def test_code_with_what_nobody_sees_is_refused_and_not_shown(code: str) -> None:
    with pytest.raises(Problem) as refused:
        nesting(pl.DataFrame({"a": ["x", code]}), parse("a"))
    assert refused.value.key == "disclosure.unseen"
    assert code not in refused.value.sentence("id")


@pytest.mark.parametrize("code", ["60+", "00-05", "a-b", "P, S", "Bali; Jawa", "é", "a@b"])
def test_other_codes_stay_as_they_are(code: str) -> None:
    assert nesting(pl.DataFrame({"a": [code]}), parse("a"))["child"].to_list() == [code]


@pytest.mark.parametrize("code", ["Total", "total", "TOTAL", " total ", "x|y"])
def test_code_taken_for_the_margin_is_refused(code: str) -> None:
    assert _refused(code) == "disclosure.codes"


@pytest.mark.parametrize("code", ["total", None])
def test_published_margin_has_one_name(code: str | None) -> None:
    with pytest.raises(Problem):
        carried(pl.DataFrame({"a": ["x", code, "Total"]}), ["a"])


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("sex>sex", "dims"),
        ("a>b>c+b>a>c", "dims"),
        ("a>b>x+b>c>x+c>a>x", "dims"),
        ("a>b>a>c", "dims"),
        ("a,,b", "dims"),
        ("a>b+c", "dims"),
        ("a,a", "dims"),
        ("level,b", "name"),
        ("witness", "name"),
        ("=a", "name"),
        ("prov>reg,reg_level", "name"),
    ],
)
def test_dimensions_that_cannot_be_are_refused(text: str, key: str) -> None:
    with pytest.raises(Problem) as refused:
        parse(text)
    assert refused.value.key == f"disclosure.{key}"
    assert refused.value.sentence("id") != refused.value.sentence("en")


@pytest.mark.parametrize("text", ["a>b+a>b", "a>b>c+b>c", "isl>prov>reg+zone>reg"])
def test_chains_may_share_columns(text: str) -> None:
    assert parse(text)
