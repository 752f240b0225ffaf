"""Schedules, in the time of Jakarta: the month's clearing and the year's report."""

import dagster as dg

from orchestration.jobs import clear_cases, write_annual_report
from orchestration.partitions import TIMEZONE

# Extracts of a month are due at the end of the following month; the clearing runs the day after.
clear_cases_monthly = dg.ScheduleDefinition(
    name="clear_cases_monthly",
    job=clear_cases,
    cron_schedule="0 3 1 * *",
    execution_timezone=TIMEZONE,
)


@dg.schedule(
    name="write_annual_report_yearly",
    job=write_annual_report,
    cron_schedule="0 6 1 3 *",  # 1 March: December is due at the end of January, a month to correct
    execution_timezone=TIMEZONE,
)
def write_annual_report_yearly(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """The report of the year before."""
    year = str(context.scheduled_execution_time.year - 1)
    return dg.RunRequest(run_key=year, partition_key=year)


ALL = (clear_cases_monthly, write_annual_report_yearly)
