"""Partitions: months that agencies report, years of the annual report, incidents asked for."""

import dagster as dg

TIMEZONE = "Asia/Jakarta"

# A period is the month it describes; a month can be reported as soon as it has begun, since a unit
# may send a preliminary state (hence end_offset).
MONTHS = dg.MonthlyPartitionsDefinition(
    start_date="2015-01", fmt="%Y-%m", timezone=TIMEZONE, end_offset=1
)
YEARS = dg.TimeWindowPartitionsDefinition(
    start="2015", fmt="%Y", cron_schedule="0 0 1 1 *", timezone=TIMEZONE, end_offset=1
)
INCIDENTS = dg.DynamicPartitionsDefinition(name="incidents")


def month_range(first: str, last: str) -> dict[str, str]:
    """The tags that make one run of a span of months (single-run backfill)."""
    return {
        "dagster/asset_partition_range_start": first,
        "dagster/asset_partition_range_end": last,
    }
