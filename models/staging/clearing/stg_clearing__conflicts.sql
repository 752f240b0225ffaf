select
    conflict_id,
    subject_code,
    person_id,
    case_id,
    attribute_code,
    chosen_value,
    values_seen,
    agencies,
    rule_code
from {{ source("cleared", "cleared_conflicts") }}
