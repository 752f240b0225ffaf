-- The cohort is the cases by the year of their first LP. A case has reached a stage when it, or a
-- later one of the chain, is recorded.
with
    stages as (select * from {{ ref("fct_case_stages") }}),
    chain as (
        {% for stage in funnel_stages() %}
            {{ "union all" if not loop.first }}
            select '{{ stage }}' as stage_code, {{ loop.index }} as stage_order
        {% endfor %}
    ),
    cohort as (
        select case_id, stage_date as first_lp_date, {{ year_of("stage_date") }} as cohort_year
        from stages
        where stage_code = 'LP'
    ),
    furthest as (
        select cohort.case_id, max(chain.stage_order) as furthest_order
        from cohort
        inner join stages on cohort.case_id = stages.case_id
        inner join chain on stages.stage_code = chain.stage_code
        group by cohort.case_id
    ),
    of_cohort as (
        select
            cohort.case_id,
            cohort.cohort_year,
            chain.stage_code,
            chain.stage_order,
            furthest.furthest_order >= chain.stage_order as is_reached,
            {{ days_between("cohort.first_lp_date", "stages.stage_date") }} as days
        from cohort
        inner join furthest on cohort.case_id = furthest.case_id
        cross join chain
        left join stages on cohort.case_id = stages.case_id and chain.stage_code = stages.stage_code
    )
select
    case_id,
    cohort_year,
    stage_code,
    stage_order,
    is_reached,
    -- a stage dated before the LP is a fault of the record, not a duration
    case when days >= 0 then days end as days_since_report
from of_cohort
