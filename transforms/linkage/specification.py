"""The linkage model as a typed specification: fields, comparison levels, blocking keys, parameters.

A model is data, not code. It says which encoded columns are compared and how (levels as SQL on the
encodings, as Splink wants them), which keys bring two records together, and, once trained, the
m and u probability of every level. It is written to JSON and read from it, and its hash goes
into every crosswalk row, so that a link can be traced to the parameters that made it.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from importlib import resources
from typing import Any

WEIGHT_DECIMALS = 6
"""Match weights are rounded to this before any sort or threshold: sums differ below it by run."""

FEWEST_RECORDS = 1_000
"""The prior of a smaller set of records is that of so many: a handful is no small world."""


class ModelError(ValueError):
    """A linkage model that cannot be used as it stands."""


@dataclass(frozen=True)
class Level:
    """One grade of agreement of a comparison.

    Attributes:
        label: What the reviewer reads.
        sql: Condition on the columns of both sides (`_l`, `_r`); `ELSE` for the last level.
        m: Probability of the level among records of one person; None before training.
        u: Probability of the level among records of two persons; None before training.
        is_null: Nothing to compare; counts neither way.
        frequency_column: Column whose relative frequency replaces u where the value is known.
        frequency_floor: No value counts as rarer than this.
        is_fixed: Training leaves m and u as they are.
        only_in_case: Evidence within one case only; elsewhere training makes it count neither way.
    """

    label: str
    sql: str
    m: float | None = None
    u: float | None = None
    is_null: bool = False
    frequency_column: str | None = None
    frequency_floor: float = 1e-6
    is_fixed: bool = False
    only_in_case: bool = False


@dataclass(frozen=True)
class Comparison:
    """Levels of agreement on one attribute; exactly one level holds for a pair.

    Attributes:
        name: Column of the level in the scored pairs.
        description: What is compared.
        levels: From the strongest agreement to none.
        joint_of: For an interaction: its first level holds where each of these comparisons is in
            one of the named levels. Training turns it into the factor by which the product of their
            parameters misses the joint probability; the other levels count neither way.
    """

    name: str
    description: str
    levels: tuple[Level, ...]
    joint_of: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class BlockingKey:
    """Records that agree on all columns become candidates: an equi-join, never a range or an OR.

    Attributes:
        name: Name in the blocking report.
        columns: Columns that must agree. A list column is exploded first.
        band: Column of which the two sides may differ by at most `band_width`.
        band_width: Width of the band; whole numbers.
        where: SQL-free filter: columns that must be true on at least one side.
        largest_group: A key shared by more records than this is too frequent to pair up.
        refine: Columns added to the key of a group that is too large, one after the other.
    """

    name: str
    columns: tuple[str, ...]
    band: str | None = None
    band_width: int = 0
    where: str | None = None
    largest_group: int = 200
    refine: tuple[str, ...] = ()


@dataclass(frozen=True)
class Thresholds:
    """Match weights (log2 odds) at which a pair is treated in one way or another.

    Attributes:
        candidate: Pairs below are not kept.
        review: Pairs from here up to `link` go to the review queue.
        link: Pairs from here on may join two clusters.
        core: Pairs from here on are near certain: they form the cores.
        case_link: Pairs from here on are evidence that two documents are one case.
    """

    candidate: float
    review: float
    link: float
    core: float
    case_link: float


@dataclass(frozen=True)
class Model:
    """A linkage model.

    Attributes:
        name: For which warehouse or benchmark it is.
        version: Grows with every training that is put to use.
        prior: Probability that two records drawn at random are of one person, at `prior_records`.
        prior_records: Number of records the prior was found for; it is scaled as 1/n. Zero: it is
            not scaled.
        comparisons: What is compared.
        blocking: What brings two records together.
        thresholds: What a weight leads to.
        case_prior: Probability that two records of one case of twenty persons are of one person.
        case_comparisons: Compared instead for pairs within one case; empty: the same as elsewhere.
        trained_on: Open description of the training data; never a value of a record.
    """

    name: str
    version: str
    prior: float
    prior_records: int
    comparisons: tuple[Comparison, ...]
    blocking: tuple[BlockingKey, ...]
    thresholds: Thresholds
    trained_on: str = ""
    case_prior: float = 0.03
    case_comparisons: tuple[Comparison, ...] = ()
    notes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def hash(self) -> str:
        """First 16 hex digits of the SHA-256 over the canonical JSON of the model."""
        return hashlib.sha256(to_json(self).encode()).hexdigest()[:16]

    @property
    def untrained(self) -> tuple[str, ...]:
        """`comparison: level` of every level without m or u, in order."""
        return tuple(
            f"{comparison.name}: {level.label}"
            for comparison in (*self.comparisons, *self.case_comparisons)
            for level in comparison.levels
            if not level.is_null and (level.m is None or level.u is None)
        )

    def comparison(self, name: str) -> Comparison:
        """The comparison of that name.

        Raises:
            ModelError: There is none.
        """
        for comparison in self.comparisons:
            if comparison.name == name:
                return comparison
        raise ModelError(f"The linkage model {self.name} has no comparison {name}.")

    def prior_for(self, records: int) -> float:
        """The prior for so many records: people per record stay, pairs grow with the square."""
        if not self.prior_records:
            return self.prior
        return min(0.5, self.prior * self.prior_records / max(records, FEWEST_RECORDS))

    def within_case(self) -> "Model":
        """The model for pairs within one case, as one of its own."""
        return replace(
            self,
            name=f"{self.name}_in_case",
            comparisons=self.case_comparisons,
            case_comparisons=(),
            prior=self.case_prior,
            prior_records=0,
        )

    def with_comparisons(self, comparisons: Sequence[Comparison], **changes: Any) -> "Model":
        """The same model with other comparisons, and whatever else `changes` names."""
        return replace(self, comparisons=tuple(comparisons), **changes)


def to_json(model: Model) -> str:
    """The model as canonical JSON: sorted keys, floats as they are, one line per level."""
    return json.dumps(asdict(model), sort_keys=True, indent=1, ensure_ascii=False) + "\n"


def from_json(text: str) -> Model:
    """Read a model from its JSON.

    Raises:
        ModelError: It is no linkage model, or a level or key is malformed.
    """
    try:
        raw = json.loads(text)
        model = Model(
            **{
                **raw,
                "comparisons": tuple(_comparison(c) for c in raw["comparisons"]),
                "case_comparisons": tuple(_comparison(c) for c in raw["case_comparisons"]),
                "blocking": tuple(_blocking_key(k) for k in raw["blocking"]),
                "thresholds": Thresholds(**raw["thresholds"]),
            }
        )
    except (KeyError, TypeError, json.JSONDecodeError) as fault:
        raise ModelError(
            f"This is no linkage model that this version can read ({type(fault).__name__}); "
            "train a new one with: kliring linkage train"
        ) from fault
    for comparison in (*model.comparisons, *model.case_comparisons):
        if not comparison.levels or comparison.levels[-1].sql != "ELSE":
            raise ModelError(f"The comparison {comparison.name} must end with an ELSE level.")
    return model


def shipped(name: str = "persons") -> Model:
    """The trained model that comes with the package.

    Raises:
        ModelError: There is none of that name.
    """
    source = resources.files("transforms.linkage") / "model" / f"{name}.json"
    if not source.is_file():
        raise ModelError(f"No linkage model named {name} comes with this package.")
    return from_json(source.read_text(encoding="utf-8"))


def _comparison(raw: Mapping[str, Any]) -> Comparison:
    levels = tuple(Level(**level) for level in raw["levels"])
    joint = tuple((name, tuple(labels)) for name, labels in raw.get("joint_of", ()))
    return Comparison(raw["name"], raw["description"], levels, joint)


def _blocking_key(raw: Mapping[str, Any]) -> BlockingKey:
    return BlockingKey(**{**raw, "columns": tuple(raw["columns"]), "refine": tuple(raw["refine"])})
