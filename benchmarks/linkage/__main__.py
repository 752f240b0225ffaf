"""Print the table of linkage: `python -m benchmarks.linkage`, every row, with its peer and target.

Without options the rows that need no data from elsewhere run: a draw of the size of a real round
and the cleared counts. `--febrl`, `--national`, `--encode` and `--records` add the others; a row
that was not run says so.
"""

import argparse
import tempfile
from pathlib import Path

import polars as pl

from benchmarks.linkage import million, national, runs, whole
from benchmarks.linkage.measures import Row, say, table

_MILLION = 1_000_000


def main() -> None:
    """Measure what there are data for and print one table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--febrl", type=Path, help="folder with 3.csv, 4a.csv and 4b.csv")
    options.add_argument("--national", type=Path, help="the 100,000 records of the linkage note")
    options.add_argument("--draws", default="931,932", help="seeds of draws; empty: none")
    options.add_argument("--counts", default="911", help="seed of the cleared counts; empty: none")
    options.add_argument("--cases", type=int, default=3_000, help="events of the cleared counts")
    options.add_argument("--encode", type=int, default=0, help="records to encode; 0: none")
    options.add_argument("--records", type=int, default=0, help="size of the large run; 0: none")
    options.add_argument("--seed", type=int, default=77, help="of the large run")
    options.add_argument("--work", type=Path, help="folder for draws; kept if named")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        print(table(_rows(chosen, chosen.work or Path(scratch))))


def _rows(chosen: argparse.Namespace, work: Path) -> list[Row]:
    work.mkdir(parents=True, exist_ok=True)
    rows: list[Row] = []
    if chosen.febrl:
        rows += runs.febrl_rows(chosen.febrl)
    else:
        rows += [
            _not_run("FEBRL 4, pairs, no id field, encoded", "F1 ≥ 0.9985", "--febrl DIR"),
            _not_run("FEBRL 3, clusters, no id field, encoded", "F1 ≥ 0.997", "--febrl DIR"),
        ]
    if chosen.national:
        rows += runs.national_rows(pl.read_parquet(chosen.national))
    else:
        target = "P ≥ .99, R ≥ .80, F1 ≥ supervised"
        rows += [
            _not_run("100,000, final clusters", target, "--national FILE"),
            _not_run("100,000, no NIK and estimated date", "R ≥ 1.6 × peer", "--national FILE"),
        ]
    seeds = [int(seed) for seed in chosen.draws.split(",") if seed]
    rows += whole.draw_rows(work, seeds) or [
        _not_run("extracts-like draw, final clusters", "P ≥ .99, F1 ≥ .961", "--draws SEEDS")
    ]
    rows.append(_encode(chosen.encode, chosen.seed, work))
    if chosen.records:
        drawn = pl.read_parquet(_drawn(chosen.records, chosen.seed, work))
        rows += million.million_rows(national.of_generator(drawn))
    else:
        target = "≤ 0.85 × peer, ≤ 2.5 GiB"
        rows += [
            _not_run(f"{_MILLION:,} records: predict and cluster", target, "--records N"),
            _not_run(f"1,000 new records against {_MILLION:,}", "under 5 s", "--records N"),
        ]
    if chosen.counts:
        rows += whole.count_rows(work, chosen.cases, int(chosen.counts))
    else:
        rows.append(_not_run("cleared counts", "within 2 %, ≥ 90 %", "--counts SEED"))
    return rows


def _drawn(records: int, seed: int, work: Path) -> Path:
    """A table of persons, drawn once for all rows about it."""
    from contracts.synthetic.plain_tables import persons_table

    path = work / f"persons_{records}_{seed}.parquet"
    if not path.exists():
        say(f"drawing {records:,} records")
        persons_table(records, seed).write_parquet(path)
    return path


def _encode(records: int, seed: int, work: Path) -> Row:
    """Encoding in a process of its own, beside the plain-Python definition on a sample."""
    if not records:
        target = "≥ 8 × plain Python; 200,000 rows/s as a guide"
        return _not_run(f"{_MILLION:,} records: encode", target, "--encode N")
    from benchmarks.processes import worker

    found = worker("encode", _drawn(records, seed, work))
    times = found.answer["plain_cpu"] / found.cpu
    return Row(
        f"{records:,} records: encode",
        f"{records / found.wall:,.0f} rows/s, {times:.1f} × in processor time",
        f"plain Python {records / found.answer['plain_wall']:,.0f} rows/s",
        "≥ 8 × plain Python; 200,000 rows/s as a guide",
        times >= 8,
    )


def _not_run(what: str, target: str, option: str) -> Row:
    return Row(what, f"not run: {option}", "–", target, None)


if __name__ == "__main__":
    main()
