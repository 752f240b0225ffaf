"""What a refusal says: the secrets that would be learned, by the cells that show them.

On the screen in the words of the tables, in the document with their codes too.
"""

from collections.abc import Sequence

from contracts.messages import subject_texts, text
from contracts.problems import ExitCode, Problem
from transforms.disclosure.counting.counted import CASE, TOTAL, parse
from transforms.disclosure.gate.gate import Finding
from transforms.disclosure.gate.variables import Variable
from transforms.disclosure.protection.told import KNOWN, MICRODATA
from warehouse.reports import labels

_LISTED = 5  # corrections named below the sentence; all of them stand in the document
_NO_TABLES = (MICRODATA, KNOWN)
# Code lists of predicates that are not named after theirs.
_LISTS = {
    "age": "age_rollup",
    "sex": "jenis_kelamin",
    "form": "bentuk_eksploitasi",
    "event_region": "wilayah",
    "origin_region": "wilayah",
    "destination": "negara",
    "citizenship": "negara",
    "known_to": "agency",
}


class Refusal(Problem):
    """The attack learned something: nothing goes out.

    The sentence names the first secret and how many there are; of corrections, which all have to
    wait for one another, some stand below it. No value is told.
    """

    def __init__(self, findings: Sequence[Finding], *, is_file: bool = False) -> None:
        """Choose the sentence.

        Args:
            findings: What is learned, at least one.
            is_file: Whether a file of records was attacked: cells of tables are named first, as
                nobody knows the classes of a file by sight. What it gives away it need not hold:
                it tells enough for the tables to be worked out.
        """
        of_tables = [one for one in findings if one.variable.label["table_code"] not in _NO_TABLES]
        first = (of_tables or findings)[0] if is_file else findings[0]
        self.waiting = tuple(
            sorted((one for one in findings if one.kind == "versions"), key=_weight)
        )
        if first.kind == "versions":
            first = self.waiting[0]
        kind = "file" if is_file and first.kind != "versions" else first.kind
        self.first, self.findings = first, tuple(findings)
        super().__init__(
            f"release.refused.{kind}" + ("" if first.earlier else "_alone"),
            exit_code=ExitCode.BLOCKED,
            earlier=first.earlier,
            further=len(findings) - 1,
            waiting=len(self.waiting),
            **_codes(first, "id"),
        )

    def sentence(self, language: str) -> str:
        """The sentence in that language, on one line."""
        told = {
            "cell": _words(self.first.variable, language),
            "other_cell": _words(self.first.other or self.first.variable, language),
        }
        return Problem(self.key, **{**self.values, **told}).sentence(language)

    def details(self, language: str) -> list[str]:
        """Some corrections that wait, of persons first, and how many more there are."""
        listed = [
            text(
                "release.refused.waiting",
                language,
                cell=_words(one.variable, language),
                earlier=one.earlier,
                threshold=one.variable.threshold,
            )
            for one in self.waiting[:_LISTED]
        ]
        if further := len(self.waiting) - len(listed):
            listed.append(text("release.refused.waiting_further", language, further=further))
        return listed

    def document(self, language: str) -> dict[str, object]:
        """Every secret that would be learned: its kind, cell, threshold and earlier release."""
        found = [
            {
                "kind": one.kind,
                **_codes(one, language),
                "cell": _words(one.variable, language),
                "earlier": one.earlier,
                "threshold": one.variable.threshold,
            }
            for one in self.findings
        ]
        said: dict[str, object] = {"refused": self.key, "sentence": self.sentence(language)}
        return said | {"waiting": len(self.waiting), "findings": found}


def _weight(finding: Finding) -> tuple[bool, int, int]:
    """What a reader cares about most comes first: persons, whole populations, large thresholds."""
    variable = finding.variable
    predicates = parse(variable.quantity).predicates
    return not variable.tells_of_people, len(predicates), -variable.threshold


def _codes(finding: Finding, language: str) -> dict[str, str]:
    """Table, block, row and column of the figure, and of the set of a rest, with their codes."""
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
    if at["table_code"] in _NO_TABLES:
        quantity = parse(variable.quantity)
        told = " ".join(f"{name}={code}" for name, code in sorted(quantity.predicates))
        return (told or TOTAL) if side == "row" else str(quantity.year or quantity.population)
    code = at[f"{side}_code"]
    return f"{labels.label(at[f'{side}_list_code'], code, language)} ({code})"


def _words(variable: Variable, language: str) -> str:
    """A cell by the titles of its table; what stands in no table by what it counts."""
    at = variable.label
    if at["table_code"] in _NO_TABLES:
        return _counted(variable, language)
    row, column = (
        labels.label(at[f"{side}_list_code"], at[f"{side}_code"], language)
        for side in ("row", "column")
    )
    title = labels.block_title(at["table_code"], at["block_code"], language)
    told = {"table": at["table_code"], "block": title, "row": row, "column": column}
    return text("release.refused.cell", language, **told)


def _counted(variable: Variable, language: str) -> str:
    quantity = parse(variable.quantity)
    populations = subject_texts("release", language)["population"]
    parts = [
        code if name == CASE else labels.label(_LISTS.get(name, name), code, language)
        for name, code in sorted(quantity.predicates)
    ]
    what = populations.get(quantity.population, quantity.population)
    whose = ", ".join(parts) or text("tables.TOTAL", language)
    return text("release.refused.counted", language, what=what, year=quantity.year, whose=whose)
