with
    claims as (select * from {{ ref("stg_prosecution__restitution") }}),
    defendants as (select * from {{ ref("stg_prosecution__defendants") }}),
    cases as (select case_id, first_reported_date from {{ ref("stg_clearing__cases") }}),
    verdicts as (
        select case_id, min(verdict_date) as verdict_date from defendants group by case_id
    ),
    -- the same claim in a split file is one claim: amounts are those of the fullest record
    by_victim as (
        select
            case_id,
            person_id,
            max(requested_idr) as requested_idr,
            max(assessed_idr) as assessed_idr,
            max(demanded_idr) as demanded_idr,
            max(awarded_idr) as awarded_idr,
            max(paid_idr) as paid_idr,
            max(paid_date) as paid_date
        from claims
        where case_id is not null
        group by case_id, person_id
    )
select
    by_victim.case_id,
    by_victim.person_id,
    by_victim.requested_idr,
    by_victim.assessed_idr,
    by_victim.demanded_idr,
    by_victim.awarded_idr,
    by_victim.paid_idr,
    by_victim.paid_date,
    coalesce(
        {{ year_of("verdicts.verdict_date") }}, {{ year_of("cases.first_reported_date") }}
    ) as year
from by_victim
inner join cases on by_victim.case_id = cases.case_id
left join verdicts on by_victim.case_id = verdicts.case_id
