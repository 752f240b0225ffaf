"""Every named fault is found by its rule, and the sound submission by none."""

from datetime import date

import pytest

from contracts.rules import Step, rules
from contracts.synthetic import canaries, faults
from contracts.synthetic.habits import Habit
from contracts.validate import SourceFile, Submission, validate


def as_sent(offer, number=1):
    unit = faults.UNITS[offer.agency]
    return Submission(
        submission_id=f"{offer.agency}/{unit}/{faults.PERIOD}/r{number}",
        agency=offer.agency,
        unit=unit,
        period=faults.PERIOD,
        received_on=date.fromisoformat(faults.RECEIVED),
        is_nil=offer.is_nil,
        files=tuple(SourceFile(name, content) for name, content in offer.files.items()),
    )


@pytest.fixture(scope="module")
def found():
    """All faults checked at once: revision numbers tell them apart."""
    names = sorted(faults.faults())
    sent = [as_sent(faults.broken(name), i) for i, name in enumerate(names, start=1)]
    result = validate(sent)
    return {
        name: result.findings.filter(result.findings["submission_id"] == submission.submission_id)
        for name, submission in zip(names, sent, strict=True)
    }


@pytest.mark.parametrize("agency", sorted(faults.UNITS))
@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_the_sound_submission_has_no_finding(agency, kind):
    result = validate([as_sent(faults.sound(agency, Habit(file_format=kind)))])
    assert result.findings.select("rule", "record_type", "row", "column").rows() == []
    assert result.outcomes["status"].to_list() == ["accepted"]


@pytest.mark.parametrize("name", sorted(faults.faults()))
def test_a_fault_is_found_by_its_rule(found, name):
    fault = faults.faults()[name]
    hits = found[name].filter(found[name]["rule"] == fault.rule)
    assert len(hits) > 0, found[name].select("rule", "record_type", "row", "column").rows()
    if fault.record_type:
        assert hits["record_type"][0] == fault.record_type
    if fault.column:
        assert hits["column"][0] == fault.column


def test_faults_name_rules_that_exist():
    assert {f.rule for f in faults.faults().values()} <= set(rules())


def test_findings_hold_no_marker_of_a_canary(found):
    told = " ".join(str(row) for findings in found.values() for row in findings.rows()).lower()
    for marker in canaries.markers():
        assert marker.lower() not in told


def test_every_rule_has_a_fault_that_triggers_it():
    # A fault is one submission by itself: what needs the history of a unit is tested elsewhere.
    alone = {r.rule for r in rules().values() if r.step not in {Step.BETWEEN_TYPES, Step.HISTORY}}
    assert alone <= {f.rule for f in faults.faults().values()}
