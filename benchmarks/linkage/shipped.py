"""Write the report of the model that ships: `python -m benchmarks.linkage.shipped OUT.md`.

The model was trained on other records, without labels; this shows what it holds and how it is
calibrated on a generated draw of development, whose labels are known.
"""

import argparse
import tempfile
from pathlib import Path

import polars as pl

from benchmarks.linkage.draws import drawn
from benchmarks.linkage.whole import EXTRACTS_CASES
from orchestration.stages.linkage import link, model_report
from transforms.accounting import ACCEPTED
from transforms.linkage import features, shipped_model
from transforms.linkage.collective import link_all
from transforms.linkage.evaluate import with_record_ids


def main() -> None:
    """Link a draw with the model and write the page."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("out", type=Path)
    options.add_argument("--seed", type=int, default=906)
    options.add_argument("--work", type=Path, help="folder for the draw; kept if named")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        draw = drawn(chosen.work or Path(scratch), EXTRACTS_CASES, chosen.seed)
        accounted = link.account_rows(draw.store)
        persons = link.current_persons(draw.store, accounted)
        current = accounted.filter(pl.col("outcome_code") == ACCEPTED).select(link.RECORD)
        everything = link.everything(draw.store, "documents")
        documents = link.current_documents(everything, persons, current)
        labels = with_record_ids(
            pl.read_csv(draw.truth / "persons.csv", infer_schema=False), draw.store.keys.identity
        ).unique("record_id", keep="first", maintain_order=True)
        model = shipped_model()
        found = link_all(features.persons(persons), documents, model)
        label = (
            found.frame.select("row", "record_id")
            .join(labels.select("record_id", "true_person_id"), on="record_id", how="left")
            .sort("row")["true_person_id"]
        )
        page = model_report.page(model_report.report(model, found, label), "en")
    head, rest = page.split("\n", 1)
    says = (
        f"The model that comes with the package, shown on a generated draw (seed {chosen.seed}, "
        f"{EXTRACTS_CASES} events) that it was not trained on. "
        "Made by `python -m benchmarks.linkage.shipped docs/linkage-model.md`."
    )
    chosen.out.write_text(f"{head}\n\n{says}\n{rest}", "utf-8")


if __name__ == "__main__":
    main()
