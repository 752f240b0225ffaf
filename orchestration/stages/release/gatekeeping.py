"""The attack on a release together with all earlier ones."""

from collections.abc import Mapping

from contracts.problems import ExitCode, Problem
from orchestration.stages.release.refusal import Refusal
from transforms.disclosure.gate.gate import Audit, audit
from transforms.disclosure.policy import Policy
from transforms.disclosure.protection.told import MICRODATA, Told, fault_of


def attacked(name: str, told: Told, earlier: Mapping[str, Told], policy: Policy) -> Audit:
    """What anybody learns from a release and all earlier ones, if it is nothing.

    Raises:
        Problem: The proof does not hold, or a secret is learned: table, cell and earlier release
            are named.
    """
    blocked = ExitCode.BLOCKED
    try:
        found = audit(name, {**earlier, name: told}, policy)
    except ValueError as error:
        raise Problem("release.contradiction", exit_code=blocked, release=name) from error
    if not found.is_safe:
        is_file = bool((told.quantities["table_code"] == MICRODATA).any())
        raise Refusal(found.findings, is_file=is_file)
    if fault := fault_of(told, policy.reach):
        raise Problem("release.unproved", exit_code=blocked, fault=fault, release=name)
    return found
