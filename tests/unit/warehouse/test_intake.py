from datetime import date

import pytest

from contracts.problems import Problem
from contracts.reading.sources import SourceFile
from warehouse import intake
from warehouse.address import Address
from warehouse.intake import take_in, take_one
from warehouse.keys import load, rotate
from warehouse.landing import Landing, receipts
from warehouse.offers import Offer

HEADER = "no_lp,tgl_lp,kode_satker,kode_wilayah_satker,bentuk_eksploitasi,tahap\n"


def offer(unit, *numbers, revision=None):
    rows = "".join(f"{n},2025-01-15,PLD33,33,SEKSUAL,SIDIK\n" for n in numbers)
    files = (SourceFile("police_cases.csv", (HEADER + rows).encode()),)
    return Offer(Address("police", unit, "2025-01"), revision, False, "2025-02-03", files)


def read(offers):
    return [(o.address.unit, lambda o=o: o) for o in offers]


@pytest.fixture
def landing(zones, keys):
    return Landing(zones, keys)


def test_many_are_stored_in_batches_as_one_by_one(zones, landing, monkeypatch):
    monkeypatch.setattr(intake, "BATCH", 3)
    told = []
    offers = [offer(f"U{n}", f"LP/{n}", f"LP/{n % 2}") for n in range(8)]
    with landing.writing():
        whole = take_in(landing, read(offers), told.append)
        singly = [take_one(landing, o)[0] for o in offers]
    assert (whole.stored, sum(told), len(told)) == (8, 8, 3)
    assert list(whole.receipts) == singly == receipts(zones)


def test_a_receipt_says_what_the_checks_said(landing):
    with landing.writing():
        receipt, validation = take_one(landing, offer("A", "LP/1", "LP/1", "LP/2"))
    verdict = receipt.verdict
    counts = verdict.records["police_cases"]
    assert (verdict.status, verdict.failed_step_1) == ("partly_accepted", False)
    assert (counts.rows, counts.accepted, counts.rejected) == (3, 2, 1)
    assert sum(r.findings for r in verdict.rules) == validation.findings.height == 1


def test_a_file_without_a_row_is_stored_and_rejected(landing):
    with landing.writing():
        receipt, _ = take_one(landing, offer("A"))
    assert (receipt.verdict.status, receipt.verdict.failed_step_1) == ("rejected", True)


def test_one_that_is_refused_stops_no_other(landing):
    def missing():
        raise Problem("storage.file_missing", path="x")

    offers = [offer("A", "LP/1", revision=1), offer("A", "LP/2", revision=1), offer("B", "LP/1")]
    with landing.writing():
        taken = take_in(landing, [("none", missing), *read(offers)], lambda _: None)
    assert [r.submission_id for r in taken.receipts] == [
        "police/A/2025-01/r1",
        "police/B/2025-01/r1",
    ]
    assert [r.name for r in taken.refusals] == ["none", "A"]


def test_the_same_twice_in_one_batch_is_stored_once(landing):
    with landing.writing():
        taken = take_in(landing, read([offer("A", "LP/1"), offer("A", "LP/1")]), lambda _: None)
    first, second = taken.receipts
    assert (taken.stored, first) == (1, second)


def test_what_was_sealed_before_a_rotation_opens_after_it(zones, landing, key_file):
    with landing.writing():
        receipt, _ = take_one(landing, offer("A", "LP/1"))
    rotate(key_file, zones, ["storage", "desk", "linkage"], date(2026, 5, 1))
    rotated = Landing(zones, load(key_file, zones))
    assert rotated.read(receipt) == offer("A", "LP/1").files
