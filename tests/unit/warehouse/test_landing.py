import itertools

import pytest

from contracts.problems import ExitCode, Problem
from contracts.reading.sources import SourceFile
from warehouse.address import Address
from warehouse.landing import Landing, receipts, receipts_of, tombstones
from warehouse.offers import Offer
from warehouse.receipts import RowCounts, RuleCount, Verdict
from warehouse.zones import Zones

HERE = Address("police", "A", "2025-01")
CANARY = b"3171044107900001"
VERDICT = Verdict(
    "partly_accepted",
    failed_step_1=False,
    records={"police_cases": RowCounts(3, 2, 1)},
    rules=(RuleCount("V-001", "error", 1),),
    contract_version="1.0",
)


def offer(
    content, revision=None, *, name="police_cases.csv", address=HERE, nil=False, at="2025-02-03"
):
    files = () if content is None else (SourceFile(name, content),)
    return Offer(address, revision, nil, at, files)


def submit(landing, *offers):
    """Store as the intake does; the receipts."""
    with landing.writing():
        placed = [landing.place(o) for o in offers]
        landing.store([(p, VERDICT) for p in placed if p.is_new])
        return [landing.receipt(p.offer.address, p.revision) for p in placed]


def content_of(zones):
    """Every file of the landing zone but what changes with each sealing, and what is in it."""
    return {
        str(p.relative_to(zones.landing)): p.read_bytes() if p.suffix == ".json" else b""
        for p in sorted(zones.landing.rglob("*"))
        if p.is_file()
    }


@pytest.fixture
def landing(zones, keys):
    return Landing(zones, keys)


def test_a_receipt_proves_what_arrived_and_the_content_comes_back(landing, zones):
    (receipt,) = submit(landing, offer(b"a,b\n1,2\n"))
    assert receipt.submission_id == "police/A/2025-01/r1"
    assert (receipt.received_at, receipt.verdict) == ("2025-02-03", VERDICT)
    assert receipts(zones) == [receipt]
    assert landing.read(receipt) == (SourceFile("police_cases.csv", b"a,b\n1,2\n"),)


def test_nothing_in_clear_lies_in_the_landing_zone(landing, zones):
    submit(landing, offer(CANARY * 5, name=f"laporan_{CANARY.decode()}__police_cases.csv"))
    for path in zones.restricted.rglob("*"):
        assert CANARY.decode() not in path.name
        assert path.is_dir() or CANARY not in path.read_bytes()


def test_the_same_content_again_is_the_same_submission_and_receipt(landing, zones):
    (first,) = submit(landing, offer(b"x", 1, at="2025-02-03"))
    before = content_of(zones)
    for again in (offer(b"x", at="2026-01-01"), offer(b"x", 1, at="2026-01-01")):
        assert submit(landing, again) == [first]
    assert content_of(zones) == before


def test_a_workbook_is_the_same_under_any_name_a_csv_is_its_record_type():
    book = offer(b"x", name="Laporan.xlsx").sha256
    assert offer(b"x", name="Laporan (1).XLSX").sha256 == book
    cases = offer(b"x", name="police_cases.csv").sha256
    assert offer(b"x", name="PLD33__police_cases.csv").sha256 == cases
    assert offer(b"x", name="police_persons.csv").sha256 != cases


def test_nil_is_content_and_its_marker_file_is_not():
    nil = offer(None, nil=True).sha256
    assert offer(b"NIHIL", nil=True, name="NIHIL.txt").sha256 == nil
    assert offer(b"x", nil=True).sha256 != offer(b"x").sha256


def test_the_same_number_with_other_content_is_refused(landing, zones):
    submit(landing, offer(b"x", 1), offer(b"y", 2))
    before = content_of(zones)
    with pytest.raises(Problem, match="--revision 3") as refused:
        submit(landing, offer(b"z", 1))
    assert refused.value.exit_code == ExitCode.FAULT_IN_DATA
    assert content_of(zones) == before


def test_other_content_without_a_number_is_the_next(landing, zones):
    submit(landing, offer(b"x"), offer(b"y"), offer(b"x"), offer(b"z"))
    assert [(r.revision, r.sha256) for r in receipts(zones)] == [
        (1, offer(b"x").sha256),
        (2, offer(b"y").sha256),
        (3, offer(b"z").sha256),
    ]


def test_numbers_may_come_in_any_order_and_content_may_come_back_under_a_new_one(tmp_path, keys):
    sent = [offer(b"x", 1), offer(b"y", 3), offer(b"x", 4)]
    states = []
    for number, order in enumerate(itertools.permutations(sent)):
        zones = Zones(tmp_path / str(number), tmp_path / str(number) / "restricted")
        landing = Landing(zones, keys)
        for each in order:
            submit(landing, each)
        states.append(content_of(zones))
    assert len(states[0]) == 2 * 3
    assert all(state == states[0] for state in states)


def test_another_unit_or_period_begins_at_one(landing, zones):
    other = [Address("police", "B", "2025-01"), Address("police", "A", "2025-02")]
    submit(landing, offer(b"x"), *(offer(b"x", address=a) for a in other))
    assert [r.revision for r in receipts(zones)] == [1, 1, 1]


def test_a_withdrawal_covers_what_is_there_and_is_made_once(landing, zones):
    submit(landing, offer(b"x"), offer(b"y"))
    with landing.writing():
        stone = landing.withdraw(HERE, "salah unit", "2025-03-01")
        assert landing.withdraw(HERE, "lagi", "2025-04-01") == stone
    assert (stone.through, stone.revisions) == (2, (1, 2))
    assert tombstones(zones) == [stone]
    assert landing.withdrawn_through(HERE) == 2


def test_what_was_withdrawn_and_comes_again_without_a_number_is_the_next(landing):
    (first,) = submit(landing, offer(b"x"))
    with landing.writing():
        landing.withdraw(HERE, "salah", "2025-03-01")
    assert submit(landing, offer(b"x", 1)) == [first]
    (again,) = submit(landing, offer(b"x"))
    assert again.revision == 2 > landing.withdrawn_through(HERE)
    assert submit(landing, offer(b"x")) == [again]


def test_withdrawing_nothing_is_wrong_use(landing):
    with landing.writing(), pytest.raises(Problem, match="no submission police/A/2025-01"):
        landing.withdraw(HERE, "x", "2025-03-01")


def test_a_tampered_sealed_file_is_refused(landing, zones):
    (receipt,) = submit(landing, offer(b"x" * 100))
    path = zones.content(HERE, 1)
    sealed = bytearray(path.read_bytes())
    sealed[-1] ^= 1
    path.write_bytes(sealed)
    with pytest.raises(Problem, match="damaged"):
        landing.read(receipt)


def test_a_sealed_file_put_in_anothers_place_is_refused(landing, zones):
    submit(landing, offer(b"x"))
    (second,) = submit(landing, offer(b"y"))
    zones.content(HERE, 2).write_bytes(zones.content(HERE, 1).read_bytes())
    with pytest.raises(Problem, match="not in its place"):
        landing.read(second)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"agency": "police"}'])
def test_a_damaged_receipt_is_one_sentence(landing, zones, text):
    submit(landing, offer(b"x"))
    zones.receipt(HERE, 1).write_text(text)
    with pytest.raises(Problem, match="damaged or missing"):
        receipts_of(zones, HERE)


def test_a_receipt_moved_to_another_unit_is_refused(landing, zones):
    submit(landing, offer(b"x"))
    zones.period(HERE).parent.rename(zones.period(HERE).parent.with_name("B"))
    with pytest.raises(Problem, match="damaged or missing"):
        receipts(zones)


def test_a_large_file_is_read_from_its_path_and_may_not_change_on_the_way(landing, tmp_path):
    path = tmp_path / "police_cases.csv"
    path.write_bytes(b"x" * 3_000_000)
    large = offer(path)
    (receipt,) = submit(landing, large)
    assert landing.read(receipt)[0].content == path.read_bytes()
    changing = offer(path, 7)
    assert changing.sha256 == large.sha256
    path.write_bytes(b"y" * 3_000_000)
    with pytest.raises(Problem, match="changed while"):
        submit(landing, changing)
    assert len(list(landing_dirs(landing))) == 1


def landing_dirs(landing):
    return landing._zones.period(HERE).glob("r*")


def test_what_a_killed_run_left_is_swept_and_never_counts(landing, zones):
    submit(landing, offer(b"x"))
    before = content_of(zones)
    half = zones.make(zones.arriving / ".writing-1-0")
    (half / "receipt.json").write_text("{")
    assert len(receipts(zones)) == 1
    with landing.writing():
        pass
    assert content_of(zones) == before
    assert not half.exists()


def test_two_writers_take_turns(landing, zones, keys):
    waited = []
    with (
        landing.writing(),
        pytest.raises(Problem, match="Another command"),
        Landing(zones, keys).writing(),
    ):
        pass
    with Landing(zones, keys).writing(waiting=lambda: waited.append(1)):
        pass
    assert not waited
