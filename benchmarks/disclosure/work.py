"""Work that no command of the product does alone: `python -m benchmarks.disclosure.work NAME …`.

Each prints one JSON document.
"""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from benchmarks.disclosure.clock import Clock
from orchestration.solver import silent_stdout

QUASI = ("regency", "sex", "age", "year")
SENSITIVE = "stage"
SOLVERS = ("highspy", "scipy", "ortools", "pulp", "cvxpy", "gurobipy", "cylp", "mip")


def rounding(path: str, dims: str, base: str) -> dict[str, Any]:
    """Round a table; what holds and how far it is from the truth."""
    from transforms.disclosure.rounding import round_cube
    from transforms.disclosure.tables.cube import TableSpec, cube
    from transforms.disclosure.tables.dimensions import parse
    from transforms.disclosure.tables.joint import join

    cells = pl.read_csv(path, infer_schema=False)
    clock = Clock()
    dimensions = parse(dims)
    joint = join(cube(cells, dimensions), [TableSpec("table", dimensions)])
    rounded = round_cube(joint, base=int(base), key=b"benchmark")
    used = clock.read()
    values = rounded.values
    broken = sum(values[parent] != values[kids].sum() for parent, kids in joint.equations)
    return {
        **used,
        "deviation": int(np.abs(rounded.deviations).max()),
        "mean": float(np.abs(rounded.deviations).mean()),
        "broken": int(broken),
        "small": int(((values > 0) & (values < int(base))).sum()),
    }


def verifier(published: str, certificate: str) -> dict[str, Any]:
    """Check a certificate in a process that never sees a solver."""
    from transforms.disclosure.audit.verify import verify
    from transforms.disclosure.tables.dimensions import carried

    table = pl.read_csv(published, infer_schema=False).with_columns(pl.col("value").cast(pl.Int64))
    folder = Path(certificate)
    witnesses = pl.read_csv(folder / "witnesses.csv", infer_schema=False)
    witnesses = witnesses.with_columns(pl.col("witness", "value").cast(pl.Int64))
    claim = json.loads((folder / "claim.json").read_text("utf-8"))
    ours = ("value", "status", "_level", "_parents")
    names = [name for name in table.columns if not name.endswith(ours)]
    pairs = carried(table, names)
    clock = Clock()
    reason = verify(table, pairs, names, witnesses, claim)
    used = clock.read()
    loaded = sorted(name for name in SOLVERS if name in sys.modules)
    return {**used, "reason": reason, "solvers": loaded}


def microdata(path: str) -> dict[str, Any]:
    """Our k, l and t of a file."""
    from transforms.disclosure.microdata.measures import measure

    records = pl.read_csv(path, infer_schema=False)
    measure(records.head(100), QUASI, SENSITIVE)  # so that polars has started
    clock = Clock()
    found = measure(records, QUASI, SENSITIVE)
    used = clock.read()
    return {
        **used,
        "k": found.k,
        "l": found.distinct_l,
        "entropy_l": found.entropy_l,
        "t": found.t,
    }


def draw_records(path: str) -> dict[str, Any]:
    """30,000 fictitious records, regencies of very different sizes."""
    draw = np.random.default_rng(11)
    size = 30_000
    weights = 1 / np.arange(1, 515)
    columns = {
        "regency": draw.choice(514, size, p=weights / weights.sum()),
        "sex": draw.choice(3, size, p=[0.6, 0.39, 0.01]),
        "age": draw.choice(6, size),
        "year": draw.choice(3, size),
        SENSITIVE: draw.choice(5, size, p=[0.4, 0.3, 0.15, 0.1, 0.05]),
    }
    frame = pl.DataFrame(columns).with_columns(pl.all().cast(pl.String))
    frame.write_csv(path)
    return {"rows": frame.height}


def ledger(marts: str) -> dict[str, Any]:
    """Ten releases."""
    from benchmarks.disclosure import ledger as own

    return own.ledger(marts)


def linked(path: str, way: str, goal: str) -> dict[str, Any]:
    """Two tables of one release."""
    from benchmarks.disclosure import (
        linked as own,
    )  # brings the solver, which verifier must not see

    return own.linked(path, way, goal)


def synthetic(size: str, epsilon: str) -> dict[str, Any]:
    """Synthetic files of fictitious persons."""
    from benchmarks.disclosure import synthetic as own

    return own.synthetic(size, epsilon)


def leaks(folder: str, scheme: str) -> dict[str, Any]:
    """A shortcut on a whole table."""
    from benchmarks.disclosure import leaks as own

    return own.leaks(folder, scheme)


def main() -> None:
    """Do one piece of work and print its document."""
    works = (rounding, verifier, microdata, draw_records, linked, ledger, synthetic, leaks)
    by_name = {work.__name__: work for work in works}
    with silent_stdout():  # not the solver's greeting alone: the verifier must load no solver
        document = by_name[sys.argv[1]](*sys.argv[2:])
    print(json.dumps(document))


if __name__ == "__main__":
    main()
