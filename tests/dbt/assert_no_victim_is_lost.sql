-- Every person whom a current record makes a victim stands in fct_victims with that case, and
-- nobody else does. This counts from the records, not from the cleared table the mart is made of.
with
    recorded as (
        select person_id, case_id
        from {{ ref("stg_police__persons") }}
        where role_code = 'KORBAN'
        union
        select person_id, case_id
        from {{ ref("stg_social__clients") }}
        where case_type_code = 'TPPO'
        union
        select person_id, case_id
        from {{ ref("stg_health__visits") }}
        where suspicion_code in ('TPPO', 'KEDUANYA')
    ),
    victims as (select person_id, case_id from {{ ref("fct_victims") }})
select
    coalesce(recorded.person_id, victims.person_id) as person_id,
    coalesce(recorded.case_id, victims.case_id) as case_id
from recorded
full join victims on recorded.person_id = victims.person_id and recorded.case_id = victims.case_id
where recorded.person_id is null or victims.person_id is null
