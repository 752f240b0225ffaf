"""Whether everything that was released still is what the ledger says, and keeps its secrets."""

from dataclasses import replace

from contracts.problems import ExitCode, Problem
from orchestration.stages.approval import message_of
from orchestration.stages.gatekeeping import attacked
from orchestration.stages.protection import told_before
from orchestration.store import Store
from transforms.disclosure.release.policy import reviewed
from transforms.disclosure.release.told import Told, fault_of
from warehouse.releases import contents, ledger, reviewers
from warehouse.releases.standing import Standing, known_to_readers, standing
from warehouse.zones import Zones


def verify(store: Store, release: str | None = None) -> list[Standing]:
    """Compute anew the chain, the files, the signatures and the certificates.

    Args:
        store: Where.
        release: Only this one; None for all that were published.

    Returns:
        The releases that were verified.

    Raises:
        Problem: Anything is not as it was: one sentence, exit code of a blocking check.
    """
    zones = store.zones
    entries = ledger.read(zones)
    reviewers.check_registered(zones)
    chosen = known_to_readers(entries)
    if release is not None:
        chosen = [standing(entries, release)]
        if chosen[0].publication is None:
            _same(store, chosen[0].proposal.facts["files"], chosen[0])
    for one in chosen:
        _check(store, one)
    return chosen


def check_latest(store: Store) -> str | None:
    """Verify all releases and attack the latest one that holds figures with all before it.

    Returns:
        The id of the latest one; None where nothing was ever released.

    Raises:
        Problem: As `verify`; or it gives a secret away.
    """
    verified = verify(store)
    if not verified:
        return None
    told = told_before(store, ledger.read(store.zones))
    with_figures = [name for name, one in told.items() if not one.quantities.is_empty()]
    for last in with_figures[-1:]:
        # What was secret under the policy of its time; how well, that policy said.
        attacked(last, told.pop(last), told, replace(reviewed(), goal="not_exact"))
    return verified[-1].release


def _check(store: Store, one: Standing) -> None:
    check_files(store.zones, one)
    told = Told(**contents.read_secret(store.zones, one.release, one.proposal.facts["secret"]))
    if fault := fault_of(told):
        blocked = ExitCode.BLOCKED
        raise Problem("release.unproved", exit_code=blocked, fault=fault, release=one.release)


def check_files(zones: Zones, one: Standing) -> None:
    """Check signatures and files of a release by the ledger alone, without what is secret.

    Raises:
        Problem: A signature is not valid, or a file was changed, added or taken away.
    """
    _signatures(zones, one)
    if one.publication is None:
        return
    expected = dict(one.publication.facts["files"])
    if one.withdrawal is not None:
        expected[contents.NOTE] = one.withdrawal.facts["file"]
    found = contents.digests(zones.released(one.release))
    _compare(one, expected, found)
    proposed = contents.made_by_machine(one.proposal.facts["files"])
    shared = {name: digest for name, digest in expected.items() if name in proposed}
    _compare(one, proposed, shared)


def _signatures(zones: Zones, one: Standing) -> None:
    """Every vote is signed by who it is said to be of, and enough were given before publication."""
    known = reviewers.registered(zones)
    by_number = {vote.number: vote for vote in one.votes}
    for vote in one.votes:
        facts = vote.facts
        message = message_of(one.release, vote.by, vote.at, facts)
        if not reviewers.is_signed(known.get(vote.by, ""), facts["signature"], message):
            blocked = ExitCode.BLOCKED
            raise Problem(
                "release.signature_wrong", exit_code=blocked, name=vote.by, release=one.release
            )
    if one.publication is None:
        return
    counted = [by_number.get(number) for number in one.publication.facts["votes"]]
    proposer = one.proposal.by.casefold()
    good = {
        vote.by
        for vote in counted
        if vote and vote.facts["verdict"] == "approve" and vote.by.casefold() != proposer
    }
    if len(good) < 2:
        raise Problem("release.votes_wrong", exit_code=ExitCode.BLOCKED, release=one.release)


def _same(store: Store, expected: dict[str, str], one: Standing) -> None:
    _compare(one, expected, contents.digests(store.zones.proposal(one.release)))


def _compare(one: Standing, expected: dict[str, str], found: dict[str, str]) -> None:
    wrong = sorted(n for n in {*expected, *found} if expected.get(n) != found.get(n))
    if wrong:
        raise Problem(
            "release.file_changed",
            exit_code=ExitCode.BLOCKED,
            release=one.release,
            file=wrong[0],
            further=len(wrong) - 1,
        )
