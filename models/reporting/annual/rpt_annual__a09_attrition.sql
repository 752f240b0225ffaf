-- The cohort is the cases by the year of their first LP. A case has reached a stage when it, or a
-- later one of the chain, is recorded.
with
    stages as (select * from {{ ref("fct_case_stages") }}),
    reports as (select * from {{ ref("stg_police__cases") }}),
    chain as (
        select code as stage_code, code_order
        from {{ ref("int_reporting__axis_codes") }}
        where list_code = 'funnel' and code not in ('TOTAL', 'U')
    ),
    cohort as (
        select case_id, stage_date as lp_date, {{ year_of("stage_date") }} as report_year
        from stages
        where stage_code = 'LP'
    ),
    furthest as (
        select cohort.case_id, max(chain.code_order) as furthest_order
        from cohort
        inner join stages on cohort.case_id = stages.case_id
        inner join chain on stages.stage_code = chain.stage_code
        group by cohort.case_id
    ),
    of_cohort as (
        select
            cohort.case_id,
            cohort.report_year,
            chain.stage_code,
            furthest.furthest_order >= chain.code_order as is_reached,
            {{ days_between("cohort.lp_date", "stages.stage_date") }} as days
        from cohort
        inner join furthest on cohort.case_id = furthest.case_id
        cross join chain
        left join stages on cohort.case_id = stages.case_id and chain.stage_code = stages.stage_code
    ),
    facts as (
        select
            report_year,
            'reached' as block_code,
            stage_code as row_code,
            'TOTAL' as column_code,
            case_id as unit_id,
            cast(null as bigint) as amount
        from of_cohort
        where is_reached
        union all
        select
            report_year,
            'share',
            stage_code,
            'TOTAL',
            case_id,
            cast(case when is_reached then 1 else 0 end as bigint)
        from of_cohort
        union all
        select report_year, 'days', stage_code, 'TOTAL', case_id, days
        from of_cohort
        where stage_code != 'LP' and days >= 0
        union all
        select
            cohort.report_year,
            'stopped',
            coalesce(reports.stop_reason_code, 'U'),
            'TOTAL',
            cohort.case_id,
            null
        from cohort
        inner join reports on cohort.case_id = reports.case_id
        where reports.stage_code = 'STOP'
    ),
    {{
        cells_of(
            "A9",
            ["police", "prosecution"],
            [
                block("reached", "funnel", "total", "case", adds_up_rows=false, row_total=false),
                block(
                    "share",
                    "funnel",
                    "total",
                    "share",
                    statistic="share",
                    adds_up_rows=false,
                    row_total=false,
                ),
                block(
                    "days",
                    "funnel",
                    "total",
                    "days",
                    statistic="median",
                    adds_up_rows=false,
                    row_total=false,
                ),
                block("stopped", "alasan_henti", "total", "case", adds_up_rows=false),
            ],
        )
    }}
    {{ published_cells("A9") }}
