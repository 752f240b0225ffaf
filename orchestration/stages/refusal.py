"""What a refusal says: the secrets that would be learned, by the cells that show them."""

from collections.abc import Sequence

from contracts.messages import text
from contracts.problems import ExitCode, Problem
from transforms.disclosure.release.counted import TOTAL, parse
from transforms.disclosure.release.gate import Finding
from transforms.disclosure.release.told import KNOWN, MICRODATA
from transforms.disclosure.release.variables import Variable
from warehouse.reports import labels

_LISTED = 10  # corrections named one by one in the sentence; all of them stand in the document


class Refusal(Problem):
    """The attack learned something: nothing goes out.

    The sentence names the first secret and how many there are; of corrections, which all have to
    wait for one another, each one. No value is told.
    """

    def __init__(self, findings: Sequence[Finding], *, is_file: bool = False) -> None:
        """Choose the sentence.

        Args:
            findings: What is learned, at least one.
            is_file: Whether a file of records was attacked: cells of tables are named first, as
                nobody knows the classes of a file by sight.
        """
        of_tables = [one for one in findings if one.variable.label["table_code"] != MICRODATA]
        first = (of_tables or findings)[0] if is_file else findings[0]
        kind = "file" if is_file and of_tables and first.kind != "versions" else first.kind
        self.first, self.findings = first, tuple(findings)
        self.waiting = tuple(one for one in findings if one.kind == "versions")
        super().__init__(
            f"release.refused.{kind}" + ("" if first.earlier else "_alone"),
            exit_code=ExitCode.BLOCKED,
            earlier=first.earlier,
            further=len(findings) - 1,
            waiting=len(self.waiting),
            **_cell(first, "id"),
        )

    def sentence(self, language: str) -> str:
        """The sentence in that language, on one line."""
        listed = [
            text("release.refused.waiting", language, **_entry(one, language))
            for one in self.waiting[:_LISTED]
        ]
        if further := len(self.waiting) - len(listed):
            listed.append(text("release.refused.waiting_further", language, further=further))
        own = {"exit_code": self.exit_code, **self.values, **_cell(self.first, language)}
        return Problem(self.key, **own, listed="; ".join(listed)).sentence(language)

    def document(self, language: str) -> dict[str, object]:
        """Every secret that would be learned: its kind, cell, threshold and earlier release."""
        found = [{"kind": one.kind, **_entry(one, language)} for one in self.findings]
        said: dict[str, object] = {"refused": self.key, "sentence": self.sentence(language)}
        return said | {"waiting": len(self.waiting), "findings": found}


def _entry(finding: Finding, language: str) -> dict[str, object]:
    threshold = finding.variable.threshold
    return {**_cell(finding, language), "earlier": finding.earlier, "threshold": threshold}


def _cell(finding: Finding, language: str) -> dict[str, str]:
    """Table, block and the words of row and column of the figure, and of the set of a rest."""
    told = {}
    for prefix, variable in (("", finding.variable), ("other_", finding.other or finding.variable)):
        at = variable.label
        told[f"{prefix}table"] = at["table_code"]
        told[f"{prefix}block"] = at["block_code"]
        told[f"{prefix}figure"] = at["figure_id"]
        for side in ("row", "column"):
            told[f"{prefix}{side}"] = _heading(variable, side, language)
    return told


def _heading(variable: Variable, side: str, language: str) -> str:
    """Words and code of a row or column; what a line or a file counts by its predicates."""
    at = variable.label
    if at["table_code"] in (MICRODATA, KNOWN):
        quantity = parse(variable.quantity)
        told = " ".join(f"{name}={code}" for name, code in sorted(quantity.predicates))
        return (told or TOTAL) if side == "row" else str(quantity.year or quantity.population)
    code = at[f"{side}_code"]
    return f"{labels.label(at[f'{side}_list_code'], code, language)} ({code})"
