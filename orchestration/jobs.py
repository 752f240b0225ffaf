"""Jobs: what is materialised together."""

import dagster as dg
from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition

from contracts.registry import AGENCIES

Job = UnresolvedAssetJobDefinition  # what define_asset_job returns

ingest_submissions = dg.define_asset_job(
    "ingest_submissions",
    selection=dg.AssetSelection.key_prefixes(
        *[[zone, agency] for zone in ("validated", "pseudonymised") for agency in AGENCIES]
    ),
    description="Check and pseudonymise what arrived for the chosen months, in one run.",
)

clear_cases = dg.define_asset_job(
    "clear_cases",
    selection=dg.AssetSelection.groups("linked", "cleared", "published")
    | dg.AssetSelection.key_prefixes("warehouse"),
    description="Link persons and cases, clear them, build the marts and publish a vintage.",
)

write_annual_report = dg.define_asset_job(
    "write_annual_report",
    selection=dg.AssetSelection.assets(["reports", "annual"]),
    description="The annual report of a year, in both languages and all formats.",
)

write_regional_report = dg.define_asset_job(
    "write_regional_report",
    selection=dg.AssetSelection.assets(["reports", "regional"]),
    description="The report of a year by province and regency, in both languages and all formats.",
)

write_incidental_report = dg.define_asset_job(
    "write_incidental_report",
    selection=dg.AssetSelection.assets(["reports", "incidental"]),
    description="The incidental report of one case.",
)

ALL = (
    ingest_submissions,
    clear_cases,
    write_annual_report,
    write_regional_report,
    write_incidental_report,
)
