"""Which rule of the policy applies to a cell, for those who read a proposal.

It follows from what a cell counts and from the policy alone, so that it is the same for a small
figure and for one that protects it: which is which is told nowhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from transforms.disclosure.counting.counted import is_exempt, parse
from transforms.disclosure.policy import Policy
from transforms.disclosure.protection.concentration import is_by_case
from transforms.disclosure.protection.rounded import ROUNDED

# in order of the legend
RULES = ("default", "sensitive", "regency", "rounded", "money", "derived", "exempt")


@dataclass(frozen=True)
class Rule:
    """The rule of a cell.

    Attributes:
        name: Of `RULES`: a class of counts, one that is rounded, a sum of money, a median or share,
            or what the report is on and always shown.
        threshold: Fewer than this are not shown, or what is rounded is a multiple of it; 0 where
            nothing is hidden.
        is_by_case: Whether it is hidden as well where it tells too much of one case.
    """

    name: str
    threshold: int
    is_by_case: bool = False


def rule_of(cell: Mapping[str, Any], policy: Policy) -> Rule:
    """The rule of a cell as `small_cells.decide` returns it, with its `quantity`."""
    if is_exempt(cell):
        return Rule("exempt", 0)
    if cell["shown_code"] == ROUNDED:
        return Rule("rounded", policy.base)
    if cell["quantity"] is None and cell["statistic_code"] == "count":  # of a regency, withheld
        return Rule("regency", policy.thresholds["regency"])
    if cell["quantity"] is None:
        return Rule("derived", policy.thresholds["default"])
    quantity = parse(cell["quantity"])
    predicates = quantity.predicates
    by_case = is_by_case(quantity)
    threshold = policy.threshold(predicates)
    if cell["statistic_code"] == "sum":
        return Rule("money", threshold, by_case)
    strict = [name for name in policy.classes(predicates) if policy.thresholds[name] == threshold]
    return Rule(strict[-1] if strict else "default", threshold, by_case)
