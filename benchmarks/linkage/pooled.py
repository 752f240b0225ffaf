"""Train the model that ships: `python -m benchmarks.linkage.pooled OUT.json --seeds 921,922,923`.

One round has some 450 pairs that share a NIK; several rounds have enough to tell rare levels of
agreement. Rounds are linked apart with the model before, so that every record stands in its case
and rarity is that of a round, and then learned from together, without labels. Thresholds are kept.
"""

import argparse
import tempfile
from dataclasses import replace
from pathlib import Path

import polars as pl

from benchmarks.linkage.draws import drawn
from benchmarks.linkage.whole import EXTRACTS_CASES
from orchestration.stages.linkage import link
from transforms.accounting import ACCEPTED
from transforms.linkage import features, shipped_model
from transforms.linkage.collective import link_all
from transforms.linkage.person_model import untrained
from transforms.linkage.specification import to_json
from transforms.linkage.train import train


def main() -> None:
    """Link each round, learn from all of them, write the model."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("out", type=Path)
    options.add_argument("--seeds", default="921,922,923")
    options.add_argument("--work", type=Path, help="folder for draws; kept if named")
    chosen = options.parse_args()
    seeds = [int(seed) for seed in chosen.seeds.split(",")]
    with tempfile.TemporaryDirectory() as scratch:
        frames = [_round(chosen.work or Path(scratch), seed) for seed in seeds]
    frame = _together(frames)
    matches = frame.drop_nulls("nik_hash").group_by("nik_hash").len()
    pairs = matches.select((pl.col("len") * (pl.col("len") - 1) // 2).sum()).item()
    before = shipped_model()
    model = train(
        frame,
        untrained(),
        version=str(int(before.version) + 1),
        trained_on=f"{frame.height:,} unlabelled records of {len(seeds)} generated rounds "
        f"(seeds {chosen.seeds}); EM on {pairs:,} pairs that share a NIK",
    )
    chosen.out.write_text(to_json(replace(model, thresholds=before.thresholds)), "utf-8")


def _round(work: Path, seed: int) -> pl.DataFrame:
    """The features of one round, with its cases; names of documents and records are its own."""
    store = drawn(work, EXTRACTS_CASES, seed).store
    accounted = link.account_rows(store)
    persons = link.current_persons(store, accounted)
    current = accounted.filter(pl.col("outcome_code") == ACCEPTED).select(link.RECORD)
    documents = link.current_documents(link.everything(store, "documents"), persons, current)
    found = link_all(features.persons(persons), documents, shipped_model())
    own = (pl.format("{}-{}", pl.lit(seed), name).alias(name) for name in _OWN)
    return found.frame.with_columns(*own)


_OWN = ("record_id", "document_id")


def _together(frames: list[pl.DataFrame]) -> pl.DataFrame:
    """All rounds as one frame: rows and cases numbered on."""
    rows = cases = 0
    numbered = []
    for frame in frames:
        numbered.append(
            frame.with_columns(
                pl.col("row") + rows,
                pl.col("case_row") + cases,
                pl.col("case_key") + 4 * cases,  # four parts to a case
            )
        )
        rows += frame.height
        cases += frame.height + int(frame["case_row"].max() or 0) + 1  # pyright: ignore[reportArgumentType]
    return pl.concat(numbered)


if __name__ == "__main__":
    main()
