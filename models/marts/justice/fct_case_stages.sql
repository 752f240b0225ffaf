with
    recorded as (select * from {{ ref("int_justice__stages_recorded") }}),
    cases as (select case_id from {{ ref("stg_clearing__cases") }}),
    ranked as (
        select
            recorded.case_id,
            recorded.stage_code,
            recorded.stage_date,
            recorded.agency_code,
            row_number() over (
                partition by recorded.case_id, recorded.stage_code
                order by recorded.stage_date nulls last, recorded.agency_code desc
            ) as position
        from recorded
        inner join cases on recorded.case_id = cases.case_id
    )
select case_id, stage_code, stage_date, agency_code
from ranked
where position = 1
