{# The cells of a published table, one row a cell, from facts and blocks.

   facts:  CTE with report_year (or case_id), block_code, row_code, column_code, unit_id, amount:
           one row per counted unit and place in the block; several where a unit may be in several.
   blocks: list of mappings: code, rows, columns (lists of int_reporting__axis_codes), unit,
           statistic (count, sum, median, share), adds_up_rows, adds_up_columns; further
           `summed` (a count whose amounts are counts themselves), `row_total`, `column_total`
           (false: no TOTAL in that direction)
           and `province_rows` (coverage is that of the row's province).
   Margins and roll-ups count each unit once, so that they hold for several answers too.
   Nothing is made up: a cell without a unit is 0 where somebody reported and empty (not_reported)
   where nobody did; a sum over units of none of which an amount is recorded is not_recorded, a
   median or share of nobody not_applicable. #}
{% macro cells_of(table_code, agencies, blocks, key="report_year") -%}
    blocks as (
        {% for block in blocks %}
            {{ "union all" if not loop.first }}
            select
                '{{ block.code }}' as block_code,
                '{{ block.rows }}' as row_list_code,
                '{{ block.columns }}' as column_list_code,
                '{{ block.unit }}' as unit_code,
                '{{ block.statistic }}' as statistic_code,
                {{ block.get("summed", false) }} as is_summed,
                {{ block.get("row_total", true) }} as has_row_total,
                {{ block.get("column_total", true) }} as has_column_total,
                {{ block.get("province_rows", false) }} as has_province_rows,
                {{ block.adds_up_rows }} as adds_up_rows,
                {{ block.adds_up_columns }} as adds_up_columns
        {% endfor %}
    ),
    rollups as (select * from {{ ref("int_reporting__axis_rollups") }}),
    axis_codes as (select * from {{ ref("int_reporting__axis_codes") }}),
    coverage as ({{ coverage_of(agencies, key) }}),
    latest as (select max(as_of_date) as as_of_date from coverage),
    -- every unit at its own code and at everything above it
    counted as (
        select
            facts.{{ key }},
            facts.block_code,
            row_up.ancestor_code as row_code,
            column_up.ancestor_code as column_code,
            cast(count(distinct facts.unit_id) as bigint) as units,
            cast(
                count(distinct case when facts.amount is not null then facts.unit_id end) as bigint
            ) as units_with_amount,
            cast(sum(facts.amount) as bigint) as total_amount,
            cast(median(facts.amount) as decimal(18, 3)) as middle_amount
        from facts
        inner join blocks on facts.block_code = blocks.block_code
        inner join
            rollups as row_up
            on blocks.row_list_code = row_up.list_code
            and facts.row_code = row_up.code
        inner join
            rollups as column_up
            on blocks.column_list_code = column_up.list_code
            and facts.column_code = column_up.code
        group by facts.{{ key }}, facts.block_code, row_up.ancestor_code, column_up.ancestor_code
    ),
    every_key as (
        select {{ key }}
        from facts
        union
        {% if key == "report_year" -%} select {{ key }} from coverage
        {%- else -%} select case_id from {{ ref("dim_cases") }}
        {%- endif %}
    ),
    row_axis as ({{ axis_of("row", key) }}),
    column_axis as ({{ axis_of("column", key) }}),
    grid as (
        select
            row_axis.{{ key }},
            blocks.*,
            row_axis.row_code,
            row_axis.row_parent_code,
            row_axis.row_order,
            column_axis.column_code,
            column_axis.column_parent_code,
            column_axis.column_order
        from row_axis
        inner join
            column_axis
            on row_axis.{{ key }} = column_axis.{{ key }}
            and row_axis.block_code = column_axis.block_code
        inner join blocks on row_axis.block_code = blocks.block_code
    ),
    valued as (
        select
            grid.*,
            coalesce(coverage.submissions_received, 0) as submissions_received,
            coalesce(coverage.submissions_owed, 0) as submissions_owed,
            latest.as_of_date,
            case
                when grid.is_summed
                then coalesce(counted.total_amount, 0)
                when grid.statistic_code = 'count'
                then coalesce(counted.units, 0)
                else coalesce(counted.units_with_amount, 0)
            end as contributors,
            {{ value_of_cell() }} as value
        from grid
        cross join latest
        left join
            counted
            on grid.{{ key }} = counted.{{ key }}
            and grid.block_code = counted.block_code
            and grid.row_code = counted.row_code
            and grid.column_code = counted.column_code
        left join coverage on {{ coverage_of_cell(key) }}
    )
{%- endmacro %}
