-- No cohort has more cases at a stage than at the stage before it.
with
    reached as (
        select
            report_year,
            row_code,
            value,
            lag(value) over (partition by report_year order by row_order) as value_before
        from {{ ref("rpt_annual__a09_attrition") }}
        where block_code = 'reached'
    )
select report_year, row_code
from reached
where value > value_before
