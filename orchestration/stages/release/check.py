"""Whether everything that was released still is what the ledger says, and keeps its secrets."""

from dataclasses import replace

from contracts.problems import ExitCode, Problem
from orchestration.stages.release.gatekeeping import attacked
from orchestration.stages.release.protection import told_before
from orchestration.stages.release.public_check import check_files, check_proof, compare
from orchestration.store import Store
from transforms.disclosure.policy import reviewed
from transforms.disclosure.protection.told import KNOWN, Told, fault_of
from warehouse.locks import locked
from warehouse.releases import contents, ledger, reviewers, strays
from warehouse.releases.standing import Standing, known_to_readers, standing


def verify(store: Store, release: str | None = None) -> list[Standing]:
    """Compute anew the chain, the files, the signatures and the certificates.

    Args:
        store: Where.
        release: Only this one; None for all that were published.

    Returns:
        The releases that were verified.

    Raises:
        Problem: Anything is not as it was, the ledger does not know a release, or a public proof
            does not hold: one sentence, exit code of a blocking check.
    """
    zones = store.zones
    zones.make(zones.home)
    with locked(zones.release_lock, waiting=lambda: None):  # a release that is on its way is none
        entries = ledger.read(zones)
        strays.refuse(zones, entries)
        reviewers.check_registered(zones)
        chosen = known_to_readers(entries)
        if release is not None:
            chosen = [standing(entries, release)]
            if chosen[0].publication is None:
                _same(store, chosen[0])
        for one in chosen:
            _check(store, one)
            check_proof(zones, one, known_to_readers(entries))
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
    told.pop(KNOWN, None)  # what is known since it went out is for the next one to mind
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


def _same(store: Store, one: Standing) -> None:
    """An open proposal: its names and its figures, for a page may be written on."""
    proposed, made = one.proposal.facts["files"], contents.made_by_machine
    found, _ = contents.current(store.zones, one.release, proposed)
    compare(one, made(proposed), made(found))
