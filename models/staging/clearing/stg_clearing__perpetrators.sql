select
    person_id,
    case_id,
    is_corporation,
    sex_code,
    age_at_event,
    citizenship_code,
    stage_code,
    is_convicted,
    first_recorded_date,
    known_to_police,
    known_to_prosecution
from {{ source("cleared", "cleared_perpetrators") }}
