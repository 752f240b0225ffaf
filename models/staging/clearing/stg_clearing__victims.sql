select
    person_id,
    case_id,
    sex_code,
    age_at_event,
    citizenship_code,
    origin_province_code,
    origin_regency_code,
    victim_status_code,
    first_recorded_date,
    identified_date,
    known_to_police,
    known_to_prosecution,
    known_to_social,
    known_to_health
from {{ source("cleared", "cleared_victims") }}
