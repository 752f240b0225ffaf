"""Print the table: `python -m benchmarks.linkage [--febrl DIR] [--national FILE] [--records N]`."""

import argparse
from pathlib import Path

import polars as pl

from benchmarks.linkage import million, national, runs
from benchmarks.linkage.measures import Row, table


def main() -> None:
    """Measure what there are data for and print one table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--febrl", type=Path, help="folder with 3.csv, 4a.csv and 4b.csv")
    options.add_argument("--national", type=Path, help="the 100,000 records of the linkage note")
    options.add_argument("--records", type=int, default=0, help="size of the large run; 0: none")
    options.add_argument("--seed", type=int, default=77, help="of the large run")
    chosen = options.parse_args()
    rows: list[Row] = []
    if chosen.febrl:
        rows += runs.febrl_rows(chosen.febrl)
    if chosen.national:
        rows += runs.national_rows(pl.read_parquet(chosen.national))
    if chosen.records:
        from contracts.synthetic.plain_tables import persons_table

        drawn = persons_table(chosen.records, chosen.seed)
        rows += million.million_rows(national.of_generator(drawn))
    print(table(rows))


if __name__ == "__main__":
    main()
