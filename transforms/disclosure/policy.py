"""The disclosure policy as it was reviewed: thresholds, rules and the plan of what is published.

The file `policy.toml` beside this module is the policy; its digest goes into every release.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any

from contracts.problems import ExitCode, Problem

ANY = "*"
Predicates = frozenset[tuple[str, str]]  # dimension and code


@dataclass(frozen=True)
class Place:
    """What a block counts, and what the codes of its rows and columns say about it."""

    population: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Synthetic:
    """The rules of the synthetic file.

    Attributes:
        budget: Epsilon for all such files of one year together.
        epsilon: Of one file, unless its proposal says otherwise.
        marginals: Columns of the counts that noise is added to.
    """

    budget: Decimal
    epsilon: Decimal
    marginals: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Policy:
    """The rules.

    Attributes:
        sha256: Digest of the file.
        thresholds: Least count that is shown, by class.
        sensitive: Per rule the codes by dimension that together make a crossing sensitive.
        dominance: Greatest share of one case in a figure; 1 switches the rule off.
        closeness: Of a sum, how closely its largest case may be told; 0 switches the rule off.
        homogeneity: Dimensions in which a group that is all alike is named to the reviewers.
        is_subset_protected: Whether a set less a part of it is held to the threshold.
        regency_dimensions: Dimensions of places, of which a code with a point is a regency.
        regency_crossings: Dimensions that a regency may be crossed with.
        dimensions: What the codes of a list say, where the list is not named after it.
        chains: Per dimension and code the code that includes it.
        case: What a report on one case says of the same persons, as the file has it.
        plan: Per table and block what it counts.
        internal: Tables and blocks that stand in drafts only.
        rounded: Tables and blocks of which every count is rounded.
        base: To multiples of this.
        microdata_share: Of the persons, that stands in files of records.
        synthetic: Of the synthetic file.
        key_figures: What is said of those counted by figures that are hidden last.
    """

    sha256: str
    version: str
    goal: str
    zeros_shown: bool
    dominance: float
    closeness: float
    is_subset_protected: bool
    homogeneity: frozenset[str]
    embargo_hours: int
    approvals: int
    thresholds: Mapping[str, int]
    sensitive: Mapping[str, Mapping[str, frozenset[str]]]
    regency_dimensions: frozenset[str]
    regency_crossings: frozenset[str]
    dimensions: Mapping[str, tuple[str, ...]]
    chains: Mapping[tuple[str, str], str]
    case: Mapping[str, Any]
    plan: Mapping[tuple[str, str], Mapping[str, str]]
    internal: frozenset[tuple[str, str]]
    rounded: frozenset[tuple[str, str]]
    base: int
    microdata_share: float
    synthetic: Synthetic
    key_figures: frozenset[Predicates]

    @property
    def reach(self) -> int:
        """What a hidden small count must possibly be, so that its goal is met; 0 for any other."""
        return self.thresholds["default"] if self.goal == "contains" else 0

    def place(self, table: str, block: str, row_list: str, column_list: str) -> Place:
        """What a block counts; one that the plan does not know counts something of its own."""
        own = self.plan.get((table, block), {"population": f"{table}_{block}"})
        return Place(
            own["population"],
            self._dimensions(own.get("rows"), row_list),
            self._dimensions(own.get("columns"), column_list),
        )

    def is_planned(self, table: str, block: str) -> bool:
        """Whether the plan knows a block: nothing else is released."""
        return (table, block) in self.plan

    def classes(self, predicates: Predicates) -> tuple[str, ...]:
        """The threshold classes of a quantity beside `default`: `regency`, `sensitive`."""
        found = []
        if any(self.is_regency(*pair) for pair in predicates):
            found.append("regency")
        if any(_meets(rule, predicates) for rule in self.sensitive.values()):
            found.append("sensitive")
        return tuple(found)

    def threshold(self, predicates: Predicates) -> int:
        """Fewer than this are not shown: the strictest of the classes."""
        return max(self.thresholds[name] for name in ("default", *self.classes(predicates)))

    def is_crossing_allowed(self, predicates: Predicates) -> bool:
        """Whether the quantity may be published at all: a regency with little beside it."""
        others = [d for d, code in predicates if not self.is_regency(d, code)]
        regencies = len(predicates) - len(others)
        return regencies == 0 or (regencies == 1 and self.regency_crossings.issuperset(others))

    def is_regency(self, dimension: str, code: str) -> bool:
        """Whether a code is one below a province: a regency, or the others of it."""
        return dimension in self.regency_dimensions and "." in code

    def _dimensions(self, own: str | None, list_code: str) -> tuple[str, ...]:
        if own is not None:
            return (own,)
        return self.dimensions.get(list_code, (list_code,))


@cache
def reviewed() -> Policy:
    """The policy that comes with the package."""
    return parse((resources.files("transforms.disclosure") / "policy.toml").read_bytes())


def parse(content: bytes) -> Policy:
    """Read a policy.

    Raises:
        Problem: It is none, or a rule is missing.
    """
    try:
        return _policy(tomllib.loads(content.decode("utf-8")), hashlib.sha256(content).hexdigest())
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        blocked = ExitCode.BLOCKED
        raise Problem("release.policy_damaged", exit_code=blocked, why=str(error)) from error


def _policy(raw: Mapping[str, Any], digest: str) -> Policy:
    goal, zeros = raw["goal"], raw["zeros"]
    if goal not in ("not_exact", "contains") or zeros not in ("shown", "maskable"):
        raise ValueError(f"{goal}, {zeros}")
    thresholds = {name: int(value) for name, value in raw["thresholds"].items()}
    if min(thresholds["default"], thresholds["sensitive"], thresholds["regency"] - 1) < 2:
        raise ValueError("thresholds")
    base = int(raw["rounding"]["base"])
    if base < thresholds["default"]:
        raise ValueError("rounding")
    dominance, closeness = float(raw["dominance"]), float(raw["closeness"])
    if not 0 < dominance <= 1 or not 0 <= closeness <= 1:
        raise ValueError("dominance, closeness")
    share = float(raw["microdata"]["share"])
    if not 0 < share < 1:
        raise ValueError("microdata")
    sensitive = {
        rule["name"]: {d: frozenset(codes) for d, codes in rule.items() if d != "name"}
        for rule in raw["sensitive"]
    }
    dimensions = {
        name: tuple([given] if isinstance(given, str) else given)
        for name, given in raw["dimensions"].items()
    }
    plan = {
        (t, b): {name: value for name, value in place.items() if isinstance(value, str)}
        for t, blocks in raw["plan"].items()
        for b, place in blocks.items()
    }
    return Policy(
        sha256=digest,
        version=raw["version"],
        goal=goal,
        zeros_shown=zeros == "shown",
        dominance=dominance,
        closeness=closeness,
        is_subset_protected=raw["subsets"] == "protected",
        homogeneity=frozenset(raw["homogeneity"]),
        embargo_hours=int(raw["embargo_hours"]),
        approvals=max(2, int(raw["approvals"])),
        thresholds=thresholds,
        sensitive=sensitive,
        regency_dimensions=frozenset(raw["regency"]["dimensions"]),
        regency_crossings=frozenset(raw["regency"]["crossed_with"]),
        dimensions=dimensions,
        chains={
            (dimension, code): above
            for dimension, lines in raw["chains"].items()
            for codes in lines
            for above, code in pairwise(codes)
        },
        case={name: raw["case"][name] for name in ("persons", "says", "either")},
        plan=plan,
        internal=_marked(raw["plan"], "internal"),
        rounded=_marked(raw["plan"], "rounded"),
        base=base,
        microdata_share=share,
        synthetic=_synthetic(raw["synthetic"]),
        key_figures=frozenset(frozenset(one.items()) for one in raw["key_figures"]),
    )


def _marked(plan: Mapping[str, Any], mark: str) -> frozenset[tuple[str, str]]:
    """Tables and blocks of the plan that say this of themselves."""
    return frozenset(
        (t, b) for t, blocks in plan.items() for b, at in blocks.items() if at.get(mark)
    )


def _synthetic(raw: Mapping[str, Any]) -> Synthetic:
    budget, epsilon = Decimal(str(raw["budget"])), Decimal(str(raw["epsilon"]))
    if not 0 < epsilon <= budget < 100:
        raise ValueError("synthetic: epsilon, budget")
    return Synthetic(budget, epsilon, tuple(tuple(one) for one in raw["marginals"]))


def _meets(rule: Mapping[str, frozenset[str]], predicates: Predicates) -> bool:
    return all(
        any(d == dimension and (ANY in codes or code in codes) for d, code in predicates)
        for dimension, codes in rule.items()
    )
