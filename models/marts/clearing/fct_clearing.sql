select
    record_id,
    record_type as record_type_code,
    agency_code,
    unit_code,
    person_id,
    case_id,
    outcome_code,
    conflict_count
from {{ ref("stg_clearing__records") }}
