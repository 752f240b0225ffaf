"""A published table says itself what its codes are part of, and is checked without a solver."""

import subprocess
import sys

import polars as pl
import pytest

from contracts.problems import Problem
from transforms.disclosure.tables.dimensions import carried, carry, nesting, parse

CELLS = pl.DataFrame(
    {
        "a": ["x", "x", "y"],
        "prov": ["p", "p", "q"],
        "isl": ["i", "j", "i"],
        "r": ["1", "2", "3"],
    }
)


def _published(dims: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    pairs = nesting(CELLS, parse(dims))
    codes = sorted({*pairs.filter(pl.col("dimension") == "r")["child"], "Total"})
    table = pl.DataFrame({"a": ["x"] * len(codes), "r": codes})
    return pl.concat([table, table.with_columns(a=pl.lit("y"))]), pairs


@pytest.mark.parametrize("dims", ["a,r", "a,prov>r", "a,prov>r+isl>r"])
def test_carried_is_what_was_nested(dims: str) -> None:
    table, pairs = _published(dims)
    found = carried(carry(table, pairs), ["a", "r"])
    keys = ["dimension", "level", "parent", "child"]
    assert found.sort(keys).equals(pairs.select(keys).sort(keys))


def test_code_without_its_parent_is_a_problem() -> None:
    table, pairs = _published("a,prov>r")
    broken = carry(table, pairs).filter(pl.col("r") != "p")
    with pytest.raises(Problem):
        carried(broken, ["a", "r"])


def test_check_loads_no_solver() -> None:
    code = (
        "import sys, transforms.disclosure.audit.verify, transforms.disclosure.tables.dimensions;"
        "sys.exit(any(name.startswith(('highspy', 'scipy')) for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
