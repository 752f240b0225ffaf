"""Sensors: what arrived in the landing zone starts a run."""

import json

import dagster as dg

from contracts.registry import AGENCIES
from orchestration.jobs import clear_cases, ingest_submissions
from orchestration.partitions import month_range
from orchestration.resources import Workspace
from orchestration.stages.ingest import stale_periods


@dg.sensor(
    name="submission_arrived",
    jobs=[ingest_submissions, clear_cases],
    minimum_interval_seconds=300,
    description="Ingests the months with submissions that are not validated yet, then clears.",
)
def submission_arrived(
    context: dg.SensorEvaluationContext, workspace: Workspace
) -> dg.SensorResult:
    """One ingest run for the span of months that are out of date; clearing once nothing is."""
    store = workspace.open()
    stale = {agency: sorted(stale_periods(store, agency)) for agency in AGENCIES}
    months = sorted({month for periods in stale.values() for month in periods})
    cursor = json.dumps(stale, sort_keys=True)
    if months:
        return dg.SensorResult(run_requests=[_ingest(months[0], months[-1], cursor)], cursor=cursor)
    if context.cursor and context.cursor != cursor:
        request = dg.RunRequest(job_name=clear_cases.name, run_key=f"clear-{context.cursor}")
        return dg.SensorResult(run_requests=[request], cursor=cursor)
    return dg.SensorResult(
        skip_reason=dg.SkipReason("Nothing has arrived since the last run."), cursor=cursor
    )


def _ingest(first: str, last: str, cursor: str) -> dg.RunRequest:
    """One single-run backfill over a span of months."""
    return dg.RunRequest(
        job_name=ingest_submissions.name, run_key=cursor, tags=month_range(first, last)
    )


ALL = (submission_arrived,)
