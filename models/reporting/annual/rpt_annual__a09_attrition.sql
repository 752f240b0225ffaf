with
    cohort as (select * from {{ ref("int_reporting__cohort") }}),
    reports as (select * from {{ ref("stg_police__cases") }}),
    cohort_cases as (select distinct case_id, cohort_year from cohort),
    facts as (
        select
            cohort_year as report_year,
            'reached' as block_code,
            stage_code as row_code,
            'TOTAL' as column_code,
            case_id as unit_id,
            cast(null as bigint) as amount
        from cohort
        where is_reached
        union all
        select
            cohort_year,
            'share',
            stage_code,
            'TOTAL',
            case_id,
            cast(case when is_reached then 1 else 0 end as bigint)
        from cohort
        union all
        select cohort_year, 'days', stage_code, 'TOTAL', case_id, days_since_report
        from cohort
        where stage_code != 'LP' and days_since_report is not null
        union all
        select
            cohort_cases.cohort_year,
            'stopped',
            coalesce(reports.stop_reason_code, 'U'),
            'TOTAL',
            cohort_cases.case_id,
            null
        from cohort_cases
        inner join reports on cohort_cases.case_id = reports.case_id
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
