with victims as (select * from {{ ref("stg_clearing__victims") }})
select
    person_id,
    case_id,
    sex_code,
    {{ age_group("age_at_event") }} as age_group_code,
    citizenship_code,
    origin_province_code,
    origin_regency_code,
    victim_status_code,
    {{ year_of("first_recorded_date") }} as first_recorded_year,
    {{ year_of("identified_date") }} as identified_year,
    {{ is_child("age_at_event") }} as is_child,
    known_to_police,
    known_to_prosecution,
    known_to_social,
    known_to_health,
    first_recorded_date,
    identified_date
from victims
