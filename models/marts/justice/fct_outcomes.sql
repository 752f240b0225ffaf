with
    defendants as (select * from {{ ref("stg_prosecution__defendants") }}),
    cases as (select case_id from {{ ref("stg_clearing__cases") }}),
    ranked as (
        select
            defendants.case_id,
            defendants.person_id,
            defendants.verdict_code,
            defendants.verdict_date,
            defendants.prison_days,
            defendants.fine_idr,
            defendants.appeal_code,
            defendants.final_date,
            defendants.region_code,
            row_number() over (
                partition by defendants.case_id, defendants.person_id
                order by defendants.verdict_date desc nulls last, defendants.record_id
            ) as position
        from defendants
        inner join cases on defendants.case_id = cases.case_id
        where defendants.verdict_code is not null
    )
select
    case_id,
    person_id,
    verdict_code,
    appeal_code,
    substr(region_code, 1, 2) as province_code,
    prison_days,
    fine_idr,
    verdict_date,
    final_date
from ranked
where position = 1
