"""Bulk encoding against the plain-Python reference, in one run: rows a second, ratio, memory.

Run `python benchmarks/encode/speed.py [ROWS]`. The reference takes a sample of the rows, as it
would take minutes for all, and remembers every HMAC it has worked out, as a plain encoder would.
The records are fictitious, with the shares of NIKs, dates and places that offices record.
"""

import resource
import sys
import time
from functools import cache

import numpy as np
import polars as pl

from contracts.encoding import bloom, reference
from contracts.encoding.envelope import IDENTITY, encode_persons
from contracts.encoding.keys import SecretKey
from contracts.synthetic.names import indonesian

KEY = SecretKey("bench", "7e" * 32)
PROVINCES = np.array(["32", "33", "35", "12", "53", "51", "73", "31"], dtype=object)
TOWNS = np.array(["Bandung", "Kab. Malang", "Kupang", "Denpasar", "Indramayu"], dtype=object)


def records(rows: int) -> pl.DataFrame:
    """Identity columns of so many records, 1.9 a person."""
    rng = np.random.default_rng(5)
    persons = int(rows / 1.9)
    women = rng.random(persons) < 0.6
    names = indonesian(rng, women, PROVINCES[rng.integers(0, len(PROVINCES), persons)], 0.2)
    draw = {
        "area": rng.integers(110101, 969999, persons),
        "day": rng.integers(1, 29, persons),
        "month": rng.integers(1, 13, persons),
        "year": rng.integers(1950, 2015, persons),
        "serial": rng.integers(1, 30, persons),
    }
    two = [pl.col(c).cast(pl.String).str.zfill(2) for c in ("day", "month")]
    year = pl.col("year").cast(pl.String)
    people = pl.DataFrame(draw).select(
        nama=pl.Series(names.tolist(), dtype=pl.String),
        nik=pl.concat_str(
            "area", *two, year.str.slice(2), pl.col("serial").cast(pl.String).str.zfill(4)
        ),
        tgl_lahir=pl.concat_str(year, two[1], two[0], separator="-"),
        tempat_lahir=pl.Series(TOWNS[rng.integers(0, len(TOWNS), persons)].tolist()),
    )
    drawn = people[rng.integers(0, persons, rows)]
    missing = {"nik": 0.45, "tgl_lahir": 0.15, "tempat_lahir": 0.3}
    gaps = {c: pl.Series(rng.random(rows) < share) for c, share in missing.items()}
    others = [c for c in IDENTITY if c not in drawn.columns]
    return drawn.with_columns(
        *(pl.when(~gap).then(pl.col(c)).alias(c) for c, gap in gaps.items()),
        *(pl.lit(None, pl.String).alias(c) for c in others),
    )


def main(rows: int = 1_000_000, sample: int = 20_000) -> None:
    """Print rows a second of both encoders, their ratio and the peak of memory."""
    frame = records(rows)
    start, cpu = time.perf_counter(), time.process_time()
    encode_persons(frame, KEY)
    bulk, bulk_cpu = rows / (time.perf_counter() - start), rows / (time.process_time() - cpu)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    remembered = cache(reference.python_hmac_64)
    reference.python_hmac_64 = bloom.python_hmac_64 = remembered
    dicts = frame.head(sample).to_dicts()
    start, cpu = time.perf_counter(), time.process_time()
    for record in dicts:
        reference.encode_person(record, KEY)
    plain, plain_cpu = sample / (time.perf_counter() - start), sample / (time.process_time() - cpu)
    print(f"rows {rows}: bulk {bulk:,.0f} rows/s, plain Python {plain:,.0f} rows/s")
    print(f"per CPU second: bulk {bulk_cpu:,.0f}, plain Python {plain_cpu:,.0f}")
    print(
        f"ratio {bulk / plain:.1f}, per CPU second {bulk_cpu / plain_cpu:.1f}, peak {peak:.2f} GiB"
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
