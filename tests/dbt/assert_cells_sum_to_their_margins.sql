-- Where a direction is said to add up, the cells under a code sum to it: leaves to their roll-up,
-- the top to TOTAL.
with
    cells as (
        {% for table in annual_tables() + regional_tables() %}
            {{ "union all" if not loop.first }} select * from {{ ref(table) }}
        {% endfor %}
    ),
    additive as (select * from cells where statistic_code in ('count', 'sum')),
    {% for one, other in [("row", "column"), ("column", "row")] %}
        {{ one }}_sums as (
            select
                report_year,
                table_code,
                block_code,
                {{ other }}_code,
                coalesce({{ one }}_parent_code, 'TOTAL') as above_code,
                sum(value) as parts
            from additive
            where adds_up_{{ one }}s and {{ one }}_code != 'TOTAL'
            group by
                report_year,
                table_code,
                block_code,
                {{ other }}_code,
                coalesce({{ one }}_parent_code, 'TOTAL')
        ),
        {{ one }}_faults as (
            select additive.figure_id, additive.value, {{ one }}_sums.parts
            from additive
            inner join
                {{ one }}_sums
                on additive.report_year = {{ one }}_sums.report_year
                and additive.table_code = {{ one }}_sums.table_code
                and additive.block_code = {{ one }}_sums.block_code
                and additive.{{ other }}_code = {{ one }}_sums.{{ other }}_code
                and additive.{{ one }}_code = {{ one }}_sums.above_code
            where coalesce(additive.value, 0) != coalesce({{ one }}_sums.parts, 0)
        ){{ "," if not loop.last }}
    {% endfor %}
select *
from row_faults
union all
select *
from column_faults
