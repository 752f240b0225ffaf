select
    agency_code,
    unit_code,
    period,
    revision,
    record_type,
    rows_received,
    rows_withdrawn,
    rows_superseded,
    rows_rejected,
    rows_accepted
from {{ source("cleared", "submission_rows") }}
