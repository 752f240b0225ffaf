select
    record_id, record_type, agency_code, unit_code, person_id, case_id, outcome_code, conflict_count
from {{ source("cleared", "cleared_records") }}
