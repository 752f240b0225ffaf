import pytest

from contracts.messages import LANGUAGES, subject_texts
from orchestration.stages.release.dossier.cell_rules import RULES, Rule, rule_of
from transforms.disclosure.policy import reviewed

CELL = {"case_id": None, "unit_code": "victim", "statistic_code": "count", "quantity": None}
VICTIMS = "victims|2024|victim|count|"


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ({"quantity": f"{VICTIMS}age=18-24"}, Rule("default", 5)),
        ({"quantity": f"{VICTIMS}age=15-17&form=SEX"}, Rule("sensitive", 10)),
        ({"quantity": f"{VICTIMS}event_region=31"}, Rule("default", 5, is_by_case=True)),
        (
            {"quantity": "suspects|2024|perpetrator|count|event_region=31"},
            Rule("default", 5, is_by_case=True),
        ),
        ({"quantity": f"{VICTIMS}origin_region=31.71"}, Rule("regency", 10, is_by_case=True)),
        ({"quantity": f"{VICTIMS}case=c1&event_region=31"}, Rule("default", 5)),
        (
            {"quantity": "assets|2024|idr|sum|", "statistic_code": "sum"},
            Rule("money", 5, is_by_case=True),
        ),
        ({"quantity": "assets|2024|idr|sum|case=c1", "statistic_code": "sum"}, Rule("money", 5)),
        ({"statistic_code": "median"}, Rule("derived", 5)),
        ({"case_id": "c1", "unit_code": "case"}, Rule("exempt", 0)),
    ],
)
def test_the_rule_follows_from_what_a_cell_counts(cell, rule) -> None:
    for shown in ("published", "suppressed"):
        assert rule_of(CELL | cell | {"shown_code": shown, "value": None}, reviewed()) == rule


def test_rounded_and_withheld_counts_have_rules_of_their_own() -> None:
    rounded = CELL | {"quantity": f"{VICTIMS}event_region=31", "shown_code": "rounded"}
    assert rule_of(rounded, reviewed()) == Rule("rounded", 5)
    withheld = CELL | {"quantity": None, "statistic_code": "count", "shown_code": "withheld"}
    assert rule_of(withheld, reviewed()) == Rule("regency", 10)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_and_population_has_words(language: str) -> None:
    words = subject_texts("release", language)
    assert words["cell_rule"].keys() == set(RULES)
    assert len({rule["mark"] for rule in words["cell_rule"].values()}) == len(RULES)
    planned = {at["population"] for at in reviewed().plan.values()}
    assert words["population"].keys() == {*planned, "victims_drawn"}
