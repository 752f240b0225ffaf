with
    cases as (select * from {{ ref("stg_police__cases") }}),
    defendants as (select * from {{ ref("stg_prosecution__defendants") }}),
    police as (
        select case_id, agency_code, 'LP' as stage_code, reported_date as stage_date
        from cases
        union all
        select case_id, agency_code, stage_code, stage_date
        from cases
        where stage_code != 'LP'
        union all
        select case_id, agency_code, 'SPDP', notice_date
        from cases
        where notice_date is not null
    ),
    prosecution as (
        select case_id, agency_code, 'SPDP' as stage_code, notice_received_date as stage_date
        from defendants
        union all
        select case_id, agency_code, 'TAHAP1', file_sent_date
        from defendants
        union all
        select case_id, agency_code, 'P21', complete_date
        from defendants
        union all
        select case_id, agency_code, 'TAHAP2', handover_date
        from defendants
        union all
        select case_id, agency_code, 'LIMPAH', court_date
        from defendants
        union all
        select case_id, agency_code, 'PUTUSAN', verdict_date
        from defendants
        union all
        select case_id, agency_code, 'INKRACHT', final_date
        from defendants
        union all
        select case_id, agency_code, 'EKSEKUSI', execution_date
        from defendants
    ),
    -- a file sent back has no date of its own: the stage is known, its day is not
    returned as (
        select case_id, agency_code, 'P19' as stage_code, cast(null as date) as stage_date
        from defendants
        where returns_count > 0
    )
select case_id, stage_code, stage_date, agency_code
from police
where case_id is not null
union all
select case_id, stage_code, stage_date, agency_code
from prosecution
where case_id is not null and stage_date is not null
union all
select case_id, stage_code, stage_date, agency_code
from returned
where case_id is not null
