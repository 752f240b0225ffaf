"""What people want to see of a materialisation: rows, findings by rule, shares."""

from typing import Any

import dagster as dg
import polars as pl

from orchestration.stages.ingest import ValidationSummary
from orchestration.stages.linkage.link import LinkSummary
from orchestration.store import Store


def of_validation(summary: ValidationSummary) -> dict[str, Any]:
    """Rows by record type, and the findings by rule as a table."""
    return {
        "submissions": summary.submissions,
        "months": summary.periods,
        "dagster/row_count": sum(summary.rows.values()),
        **{f"rows/{name}": rows for name, rows in summary.rows.items()},
        "findings": dg.MetadataValue.md(markdown(summary.findings_by_rule)),
        "findings_total": int(summary.findings_by_rule["findings"].sum()),
    }


def of_linkage(summary: LinkSummary) -> dict[str, Any]:
    """How many records became how many persons and cases."""
    return {
        "dagster/row_count": summary.records,
        "persons": summary.persons,
        "records_per_person": round(summary.records / max(summary.persons, 1), 3),
        "documents": summary.documents,
        "cases": summary.cases,
        "pairs_to_review": summary.review,
    }


def of_vintage(store: Store) -> dict[str, Any]:
    """What the published marts look like: arrivals, headline counts, quality of links."""
    from orchestration import pictures

    def mart(name: str) -> pl.DataFrame:
        return pl.read_parquet(store.zones.current / f"{name}.parquet")

    return {
        "arrivals_plot": pictures.arrivals(mart("fct_submissions")),
        "counts_plot": pictures.headlines(mart("fct_cleared_counts")),
        "linkage_plot": pictures.linkage(mart("fct_linkage_quality")),
    }


def markdown(table: pl.DataFrame) -> str:
    """A small frame as a Markdown table."""
    if table.is_empty():
        return "–"
    head = "| " + " | ".join(table.columns) + " |\n|" + "---|" * table.width
    return head + "".join(
        "\n| " + " | ".join(str(value) for value in row) + " |" for row in table.iter_rows()
    )
