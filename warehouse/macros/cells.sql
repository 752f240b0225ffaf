{# The cells of a published table, one row a cell, from facts and blocks.

   facts:  CTE with report_year (or case_id), block_code, row_code, column_code, unit_id, amount:
           one row per counted unit and place in the block; several where a unit may be in several.
   blocks: list of mappings: code, rows, columns (lists of int_reporting__axis_codes), unit,
           statistic (count, sum, median, share), adds_up_rows, adds_up_columns; further
           `summed` (a count whose amounts are counts themselves), `row_total`, `column_total`
           (false: no TOTAL in that direction)
           and `province_rows` (coverage is that of the row's province).
   is_placed: the facts of cases also say where the annual report counts them, `counted_year` and
           `counted_province_code`, empty where it does not: a cell stands there if all its units do.
   Margins and roll-ups count each unit once, so that they hold for several answers too.
   Nothing is made up: a cell without a unit is 0 where somebody reported and empty (not_reported)
   where nobody did; a sum over units of none of which an amount is recorded is not_recorded, a
   median or share of nobody not_applicable. #}
{% macro cells_of(table_code, agencies, blocks, key="report_year", is_placed=false) -%}
    blocks as ({{ block_rows(blocks) }}),
    rollups as (select * from {{ ref("int_reporting__axis_rollups") }}),
    axis_codes as (select * from {{ ref("int_reporting__axis_codes") }}),
    coverage as ({{ coverage_of(agencies, key) }}),
    latest as (select max(as_of_date) as as_of_date from coverage),
    on_axes as ({{ facts_on_axes(key, is_placed) }}),
    -- every unit at its own code and at everything above it
    counted as (
        select
            on_axes.{{ key }},
            on_axes.block_code,
            on_axes.row_list_code,
            on_axes.column_list_code,
            row_up.ancestor_code as row_code,
            column_up.ancestor_code as column_code,
            cast(count(distinct on_axes.unit_id) as bigint) as units,
            cast(
                count(
                    distinct case when on_axes.amount is not null then on_axes.unit_id end
                ) as bigint
            ) as units_with_amount,
            cast(
                count(distinct case when on_axes.amount != 0 then on_axes.unit_id end) as bigint
            ) as units_in_sum,
            cast(sum(on_axes.amount) as bigint) as total_amount,
            {% for place in ["counted_year", "counted_province_code"] if key == "case_id" -%}
                case
                    when
                        count(on_axes.{{ place }}) = count(*)
                        and min(on_axes.{{ place }}) = max(on_axes.{{ place }})
                    then min(on_axes.{{ place }})
                end as {{ place }},
            {% endfor -%}
            cast(median(on_axes.amount) as decimal(18, 3)) as middle_amount
        from on_axes
        inner join
            rollups as row_up
            on on_axes.row_list_code = row_up.list_code
            and on_axes.row_code = row_up.code
        inner join
            rollups as column_up
            on on_axes.column_list_code = column_up.list_code
            and on_axes.column_code = column_up.code
        group by
            on_axes.{{ key }},
            on_axes.block_code,
            on_axes.row_list_code,
            on_axes.column_list_code,
            row_up.ancestor_code,
            column_up.ancestor_code
    ),
    {% if key == "report_year" -%}
        every_year as (
            select report_year
            from facts
            union
            select report_year
            from coverage
        ),
    {%- endif %}
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
            {{ contributors_of_cell() }} as contributors,
            {% if key == "case_id" -%}
                counted.counted_year, counted.counted_province_code,
            {%- endif %}
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
