select
    case_id,
    first_reported_date,
    province_code,
    regency_code,
    exploitation_codes,
    destination_country_codes,
    agencies_count
from {{ source("cleared", "cleared_cases") }}
