-- The headline: a person or corporation counts once, in the year of the earliest record, at the
-- furthest stage of any case; those merely reported are in no headline.
with
    perpetrators as (select * from {{ ref("fct_perpetrators") }} where stage_code != 'TERLAPOR'),
    stages as ({{ codes_of("stage_perpetrator") }}),
    staged as (
        select
            perpetrators.*,
            row_number() over (
                partition by perpetrators.person_id order by stages.sort_order desc
            ) as stage_position,
            row_number() over (
                partition by perpetrators.person_id
                order by perpetrators.first_recorded_date nulls last, perpetrators.case_id
            ) as first_position
        from perpetrators
        inner join stages on perpetrators.stage_code = stages.code
    ),
    furthest as (select person_id, stage_code from staged where stage_position = 1)
select
    staged.person_id,
    staged.case_id,
    staged.first_recorded_year as report_year,
    furthest.stage_code,
    coalesce(staged.sex_code, 'U') as sex_code,
    staged.age_group_code,
    coalesce(staged.citizenship_code, 'UNK') as citizenship_code,
    staged.is_corporation
from staged
inner join furthest on staged.person_id = furthest.person_id
where staged.first_position = 1 and staged.first_recorded_year is not null
