"""A large table: train, predict and cluster, the peer in the same run, and 1,000 more.

Every step runs in a process of its own that reads its input first, so that memory and time are
those of the step alone. A row that arrives later is compared with the kept features of the others;
only clusters it touches are merged anew.
"""

import multiprocessing
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import polars as pl

from benchmarks.linkage import national, peers
from benchmarks.linkage.measures import Clock, Row, pairs_of, peak_gib, say, scores
from benchmarks.linkage.runs import KEY, trained_national
from transforms.linkage import Model
from transforms.linkage.blocking import candidates
from transforms.linkage.clusters import cluster
from transforms.linkage.key_index import KeyIndex
from transforms.linkage.score import score
from transforms.linkage.settled import components
from transforms.linkage.specification import from_json, to_json

ARRIVALS = 1_000
_LINK = 6.0
"""At this size equal names and years happen by chance: the threshold that both sides get."""


@dataclass(frozen=True)
class Step:
    """What a step took: wall and processor seconds, largest memory, and what it counted."""

    wall: float
    processor: float
    gib: float
    counted: dict[str, Any]

    def __str__(self) -> str:
        """Seconds, processor seconds and memory."""
        return f"{self.wall:.0f} s ({self.processor:.0f} processor s), {self.gib:.1f} GiB"


def million_rows(table: pl.DataFrame) -> list[Row]:
    """Measure all steps on one table."""
    with TemporaryDirectory() as name:
        folder, size = Path(name), f"{table.height:,} records"
        table.write_parquet(folder / "table.parquet")
        steps: dict[str, Step] = {}
        for step in (_encode, _train, _predict, _arrive, _clear, _peer):
            steps[step.__name__] = found = _alone(step, folder)
            say(f"{step.__name__.strip('_')}: {found} {found.counted}")
        truth = pairs_of(table.sort("rec_id")["entity"])
        ours = scores(truth, pl.read_parquet(folder / "clusters.parquet")["cluster"])
        theirs = scores(truth, pl.read_parquet(folder / "peer.parquet")["cluster"])
    trained, predicted = steps["_train"], steps["_predict"]
    arrived, peer = steps["_arrive"], steps["_peer"]
    return [
        Row(
            f"{size}: train, on 100,000 of them",
            f"{trained}",
            f"{peer.counted['train']:.0f} s on all",
            "apart from a run",
            None,
        ),
        Row(
            f"{size}: predict and cluster",
            f"{predicted}; {predicted.counted['pairs']:,} pairs; {ours}",
            f"{peer}; {theirs}",
            "≤ 0.85 × peer, ≤ 2.5 GiB",
            predicted.wall <= 0.85 * peer.wall and predicted.gib <= 2.5,
        ),
        Row(
            f"{ARRIVALS:,} new records against the others",
            f"{arrived.wall:.1f} s ({arrived.processor:.1f} processor s),"
            f" {arrived.counted['pairs']:,} pairs,"
            f" {arrived.counted['renumbered']} ids changed,"
            f" {arrived.counted['aliased']} became aliases",
            "–",
            "under 5 s, no id changed",
            arrived.wall < 5 and not arrived.counted["renumbered"],
        ),
    ]


def _alone(step: Callable[[Path], Step], folder: Path) -> Step:
    """Run a step in a fresh process."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(step, (folder,))


def _step(clock: Clock, **counted: Any) -> Step:
    return Step(*clock.read(), peak_gib(), counted)


def _encode(folder: Path) -> Step:
    table = pl.read_parquet(folder / "table.parquet")
    clock = Clock()
    envelope = national.encode(table, KEY)
    step = _step(clock)
    envelope.sort("record_id").write_parquet(folder / "envelope.parquet")
    return step


def _train(folder: Path) -> Step:
    envelope = pl.read_parquet(folder / "envelope.parquet")
    sample = envelope.sample(min(100_000, envelope.height), seed=1)
    clock = Clock()
    model = replace(trained_national(national.featured(sample)), prior_records=100_000)
    step = _step(clock)
    (folder / "model.json").write_text(to_json(model))
    return step


def _predict(folder: Path) -> Step:
    model = from_json((folder / "model.json").read_text())
    envelope = pl.read_parquet(folder / "envelope.parquet")
    clock = Clock()
    frame = national.featured(envelope)
    del envelope
    pairs = candidates(frame, model.blocking).pairs
    links = score(frame, pairs, model)
    found = cluster(frame, links, link=_LINK, core=99.0).cluster
    step = _step(clock, pairs=pairs.height)
    links.write_parquet(folder / "links.parquet")
    found.to_frame().write_parquet(folder / "clusters.parquet")
    return step


def _arrive(folder: Path) -> Step:
    """The last records come after all others were linked: features, candidates, scores, clusters.

    What was kept of the others is ready: features, index of keys, links and clusters.
    """
    model = from_json((folder / "model.json").read_text())
    envelope = pl.read_parquet(folder / "envelope.parquet")
    late = envelope.tail(ARRIVALS)
    others = national.featured(envelope.head(envelope.height - ARRIVALS))
    del envelope
    links = pl.read_parquet(folder / "links.parquet").filter(pl.col("row_r") < others.height)
    before = cluster(others, links, link=_LINK, core=99.0).cluster.to_numpy()
    index = KeyIndex(others, model.blocking)
    clock = Clock()
    frame = pl.concat([others, national.featured(late, others)])
    new = frame["row"].tail(ARRIVALS)
    pairs = candidates(frame, model.blocking, new, index).pairs
    fresh = _scored(frame, pairs, model)
    after = _merged(frame, before, links, fresh.filter(pl.col("weight") >= _LINK))
    moved = np.flatnonzero(after[: len(before)] != before)
    # ids follow the larger part: where whole clusters come together the older id stands for both
    kept = {int(c): set(after[:-ARRIVALS][before == c].tolist()) for c in np.unique(before[moved])}
    step = _step(
        clock,
        pairs=pairs.height,
        renumbered=sum(len(parts) > 1 for parts in kept.values()),
        aliased=sum(len(parts) == 1 for parts in kept.values()),
    )
    whole = pl.read_parquet(folder / "clusters.parquet")["cluster"].to_numpy()
    say(f"records in another cluster than with all at once: {int((after != whole).sum())}")
    return step


def _scored(frame: pl.DataFrame, pairs: pl.DataFrame, model: Model) -> pl.DataFrame:
    """The weights of a few pairs, on the columns of their records alone."""
    rows = np.union1d(pairs["row_l"].to_numpy(), pairs["row_r"].to_numpy()).astype(np.int64)
    near = frame[rows].with_columns(_district_frequency(frame, rows).alias(f"tf_{_DISTRICT}"))
    inner = pl.DataFrame(
        {side: np.searchsorted(rows, pairs[side].to_numpy()) for side in ("row_l", "row_r")}
    )
    frozen = replace(model, prior=model.prior_for(frame.height), prior_records=0)
    found = score(near, inner, frozen)
    return found.with_columns(
        pl.Series(side, rows[found[side].to_numpy()]) for side in ("row_l", "row_r")
    )


_DISTRICT = "origin_regency_code"


def _district_frequency(frame: pl.DataFrame, rows: np.ndarray) -> pl.Series:
    district = frame.select(_DISTRICT)
    counted = district.drop_nulls().group_by(_DISTRICT).len("tf")
    share = counted.with_columns(pl.col("tf") / pl.col("tf").sum())
    return district[rows].join(share, on=_DISTRICT, how="left", maintain_order="left")["tf"]


def _merged(
    frame: pl.DataFrame, before: np.ndarray, links: pl.DataFrame, fresh: pl.DataFrame
) -> np.ndarray:
    """Merge anew what hangs together with a new link, and nothing else."""
    after = np.concatenate([before, np.arange(len(before), frame.height)])
    ends = np.concatenate([fresh["row_l"].to_numpy(), fresh["row_r"].to_numpy()])
    strong = links.filter(pl.col("weight") >= _LINK)
    together = pl.concat([strong, fresh])
    label = components(frame.height, together["row_l"].to_numpy(), together["row_r"].to_numpy())
    touched = np.isin(label, label[ends])
    rows = np.flatnonzero(touched)
    near = together.filter(pl.Series(touched[together["row_l"].to_numpy()]))
    inner = near.with_columns(
        pl.Series(side, np.searchsorted(rows, near[side].to_numpy())) for side in ("row_l", "row_r")
    )
    found = cluster(frame[rows], inner, link=_LINK, core=99.0).cluster
    after[rows] = rows[found.to_numpy()]
    return after


def _clear(folder: Path) -> Step:
    table = pl.read_parquet(folder / "table.parquet")
    clock = Clock()
    clear = peers.in_the_clear(table)
    step = _step(clock)
    clear.write_parquet(folder / "clear.parquet")
    return step


def _peer(folder: Path) -> Step:
    """Splink in the clear: seconds of prediction and clusters, training apart."""
    clear = pl.read_parquet(folder / "clear.parquet")
    run = peers.splink_in_the_clear(clear)
    clock = Clock()
    near = run.pairs.filter(pl.col("weight") >= _LINK)
    label = components(clear.height, near["row_l"].to_numpy(), near["row_r"].to_numpy())
    wall, processor = clock.read()
    pl.DataFrame({"cluster": label}).write_parquet(folder / "peer.parquet")
    return Step(
        run.predict_seconds + wall,
        run.predict_processor + processor,
        peak_gib(),
        {"train": run.train_seconds},
    )
