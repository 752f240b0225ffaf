select
    agency_code,
    unit_code,
    period,
    revision,
    received_date,
    is_nil,
    is_withdrawn,
    is_current,
    check_status_code,
    sha256
from {{ source("cleared", "submissions") }}
