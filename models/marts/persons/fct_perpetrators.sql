with perpetrators as (select * from {{ ref("stg_clearing__perpetrators") }})
select
    person_id,
    case_id,
    sex_code,
    {{ age_group("age_at_event") }} as age_group_code,
    citizenship_code,
    stage_code,
    {{ year_of("first_recorded_date") }} as first_recorded_year,
    is_corporation,
    is_convicted,
    {{ is_child("age_at_event") }} as is_child,
    known_to_police,
    known_to_prosecution,
    first_recorded_date
from perpetrators
