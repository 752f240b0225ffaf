"""The attack on a release together with all earlier ones, and the sentence of a refusal."""

from collections.abc import Mapping, Sequence

from contracts.problems import ExitCode, Problem
from transforms.disclosure.release.counted import TOTAL, parse
from transforms.disclosure.release.gate import Audit, Finding, audit
from transforms.disclosure.release.policy import Policy
from transforms.disclosure.release.told import MICRODATA, Told, fault_of
from transforms.disclosure.release.universe import Variable
from warehouse.reports import labels


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
        raise refusal(found.findings, is_file=is_file)
    if fault := fault_of(told, policy.reach):
        raise Problem("release.unproved", exit_code=blocked, fault=fault, release=name)
    return found


def refusal(findings: Sequence[Finding], *, is_file: bool = False) -> Problem:
    """The sentence of a refusal: the first secret, and how many there are.

    Args:
        findings: What is learned, at least one.
        is_file: Whether a file of records was attacked: cells of tables are named first, as
            nobody knows the classes of a file by sight.
    """
    of_tables = [one for one in findings if one.variable.label["table_code"] != MICRODATA]
    first = (of_tables or findings)[0] if is_file else findings[0]
    kind = "file" if is_file and of_tables and first.kind != "versions" else first.kind
    key = f"release.refused.{kind}" + ("" if first.earlier else "_alone")
    return Problem(
        key,
        exit_code=ExitCode.BLOCKED,
        earlier=first.earlier,
        further=len(findings) - 1,
        **_cell(first),
    )


def _cell(finding: Finding) -> dict[str, str]:
    """Table, block and the words of row and column of the figure, and of the set of a rest."""
    told = {}
    for prefix, variable in (("", finding.variable), ("other_", finding.other or finding.variable)):
        at = variable.label
        told[f"{prefix}table"] = at["table_code"]
        told[f"{prefix}block"] = at["block_code"]
        told[f"{prefix}figure"] = at["figure_id"]
        for side in ("row", "column"):
            told[f"{prefix}{side}"] = _heading(variable, side)
    return told


def _heading(variable: Variable, side: str) -> str:
    """Words and code of a row or column; of a class of a file its predicates and its year."""
    at = variable.label
    if at["table_code"] == MICRODATA:
        quantity = parse(variable.quantity)
        told = " ".join(f"{name}={code}" for name, code in sorted(quantity.predicates))
        return (told or TOTAL) if side == "row" else str(quantity.year or quantity.population)
    code = at[f"{side}_code"]
    return f"{labels.label(at[f'{side}_list_code'], code, 'id')} ({code})"
