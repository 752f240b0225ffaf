with
    persons as (
        select * from {{ ref("stg_police__persons") }} where offender_role_codes is not null
    ),
    split as (
        select person_id, case_id, {{ split_codes("offender_role_codes") }} as role_code
        from persons
    )
select distinct person_id, case_id, role_code
from split
