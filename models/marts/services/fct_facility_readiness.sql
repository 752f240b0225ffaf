with facilities as (select * from {{ ref("stg_health__facilities") }})
select
    record_id as readiness_id,
    facility_code,
    facility_type_code,
    substr(region_code, 1, 2) as province_code,
    substr(region_code, 1, 5) as regency_code,
    can_treat_ktpa,
    has_private_room,
    valid_from_date
from facilities
