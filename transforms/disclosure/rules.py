"""Which counts of a release are sensitive by themselves: too few, one case, all alike.

The limits come from the reviewed policy; nothing here decides how such a count is protected.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from contracts.problems import Problem
from transforms.disclosure.dimensions import TOTAL
from transforms.disclosure.joint import JointTable


@dataclass(frozen=True)
class Stricter:
    """A higher threshold for some counts.

    Attributes:
        k: The threshold.
        where: Columns of the cube, each with codes; the rule is about counts of nobody outside
            them, in every column named. Without codes: counts within a single code of the column.
            `{"reg": ()}` is every regency, `{"form": (), "stage": ()}` form crossed with stage,
            `{"age": ("00-05", ...)}` children only.
    """

    k: int
    where: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Rules:
    """When a count is sensitive.

    Attributes:
        k: Counts of 1 to k-1 are.
        stricter: Higher thresholds; the highest that applies counts.
        case_share: A count is, of which one case makes up more than this share; None: no such rule.
        sensitive: Dimensions of the cube in which a group must not be all alike.
    """

    k: int
    stricter: tuple[Stricter, ...] = ()
    case_share: float | None = 0.7
    sensitive: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Sensitive:
    """Per quantity its threshold and why it is sensitive (bool).

    Attributes:
        k: The threshold that applies.
        few: 1 to k-1.
        one_case: One case makes up too much of it.
        alike: Everybody of a group of k or more is in this one category. Hiding the count does not
            help while the zeros beside it are shown: coarsen the table, or let zeros be hidden.
    """

    k: np.ndarray
    few: np.ndarray
    one_case: np.ndarray
    alike: np.ndarray

    @property
    def any(self) -> np.ndarray:
        """What has to be protected."""
        return self.few | self.one_case | self.alike


def sensitive(
    joint: JointTable, rules: Rules, contributions: pl.DataFrame | None = None
) -> Sensitive:
    """Judge every quantity of a release.

    Args:
        joint: The tables of the release.
        rules: The limits.
        contributions: As `contributions` gives it; needed where `case_share` is set.

    Raises:
        Problem: A rule names a column that the cube does not have.
    """
    k = thresholds(joint, rules)
    nobody = np.zeros(joint.values.size, dtype=bool)
    one_case = nobody
    if rules.case_share is not None and contributions is not None:
        one_case = dominated(joint, contributions, rules.case_share)
    alike = nobody
    for name in rules.sensitive:
        alike = alike | homogeneous(joint, name, k)
    return Sensitive(k, (joint.values > 0) & (joint.values < k), one_case, alike)


def thresholds(joint: JointTable, rules: Rules) -> np.ndarray:
    """The threshold of each quantity: the highest of all that apply.

    Raises:
        Problem: A rule names a column that the cube does not have.
    """
    found = np.full(joint.values.size, rules.k, dtype=np.int64)
    for rule in rules.stricter:
        applies = np.ones(joint.values.size, dtype=bool)
        for column, codes in rule.where.items():
            axis, narrow = _narrow_sets(joint, column, codes)
            applies &= narrow[joint.parts[:, axis]]
        found[applies] = np.maximum(found[applies], rule.k)
    return found


def contributions(records: pl.DataFrame, joint: JointTable) -> pl.DataFrame:
    """Persons of each case in each inner cell.

    Args:
        records: One row a person and case: every column of the cube, `person_id`, `case_id`.
            Without case_id (null) a person is a case of their own.
        joint: The tables of the release.

    Returns:
        The cube's columns, `case_id`, `n`, sorted.
    """
    names = [name for name in joint.cube.cells.columns if name != "n"]
    own_case = pl.coalesce("case_id", pl.lit("person ") + pl.col("person_id")).alias("case_id")
    grouped = records.with_columns(own_case).group_by(*names, "case_id")
    return grouped.agg(n=pl.col("person_id").n_unique().cast(pl.Int64)).sort(*names, "case_id")


def dominated(joint: JointTable, cases: pl.DataFrame, share: float) -> np.ndarray:
    """Quantities of which one case makes up more than a share: (n, k) dominance with n = 1.

    One raid with forty victims is one case: its count tells about that raid, however large it is
    (dominance rule: Hundepool et al., Statistical Disclosure Control, 2012, 4.2.2).
    """
    cell, quantity = joint.members
    names = [name for name in joint.cube.cells.columns if name != "n"]
    places = joint.cube.cells.select(names).with_row_index("cell")
    members = pl.DataFrame({"cell": cell, "quantity": quantity}).with_columns(
        pl.col("cell").cast(pl.UInt32)
    )
    largest = (
        cases.join(places, on=names)
        .join(members, on="cell")
        .group_by("quantity", "case_id")
        .agg(pl.col("n").sum())
        .group_by("quantity")
        .agg(pl.col("n").max())
    )
    top = np.zeros(joint.values.size, dtype=np.int64)
    top[largest["quantity"].to_numpy()] = largest["n"].to_numpy()
    return (joint.values > 0) & (top > share * joint.values)


def homogeneous(joint: JointTable, dimension: str, k: np.ndarray) -> np.ndarray:
    """Quantities that hold everybody of a group, large as it is, in one category of a dimension.

    Then whoever is known to be in the group is known to be in the category (homogeneity attack:
    Machanavajjhala et al. 2007). The group is the same quantity over the whole dimension.

    Args:
        joint: The tables of the release.
        dimension: The sensitive dimension.
        k: Threshold of each quantity: smaller groups are sensitive already.
    """
    names = [one.name for one in joint.dimensions]
    if dimension not in names:
        raise Problem("disclosure.missing", columns=dimension)
    axis = names.index(dimension)
    sizes = [len(sets) for sets in joint.sets]
    flat = np.asarray(np.ravel_multi_index(joint.parts.T, sizes))
    group = joint.parts.copy()
    group[:, axis] = 0  # the whole dimension is its first set
    wanted = np.asarray(np.ravel_multi_index(group.T, sizes))
    at = np.minimum(np.searchsorted(flat, wanted), flat.size - 1)
    known = (flat[at] == wanted) & (joint.parts[:, axis] > 0)
    return known & (joint.values >= k) & (joint.values == joint.values[at])


def _narrow_sets(joint: JointTable, column: str, codes: Sequence[str]) -> tuple[int, np.ndarray]:
    """The dimension of a column, and which of its code sets lie within what a rule names."""
    for axis, dimension in enumerate(joint.dimensions):
        if column not in dimension.columns:
            continue
        levels = joint.cube.levels[dimension.name]
        if codes:
            within = [set(levels.filter(pl.col(column).is_in(list(codes)))[dimension.name])]
        else:
            within = [set(rows[dimension.name]) for rows in levels.partition_by(column)]
        narrow = [
            label != TOTAL and any(own.issuperset(one) for own in within)
            for label, one in zip(joint.labels[axis], joint.sets[axis], strict=True)
        ]
        return axis, np.array(narrow)
    raise Problem("disclosure.missing", columns=column)
