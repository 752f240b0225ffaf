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

{# The value by statistic: counts and sums are 0 without units, medians and shares empty; a sum is
   empty where no unit has an amount. #}
{% macro value_of_cell() -%}
    case
        when grid.statistic_code = 'sum' and counted.units > 0 and counted.units_with_amount = 0
        then null
        when grid.is_summed or grid.statistic_code = 'sum'
        then cast(coalesce(counted.total_amount, 0) as decimal(18, 3))
        when grid.statistic_code = 'count'
        then cast(coalesce(counted.units, 0) as decimal(18, 3))
        when grid.statistic_code = 'median'
        then counted.middle_amount
        else
            cast(
                cast(counted.total_amount as double)
                / nullif(counted.units_with_amount, 0) as decimal(18, 3)
            )
    end
{%- endmacro %}

{# Codes of one direction: those always shown, and those that occur. #}
{% macro axis_of(direction, key) -%}
    {% set code = direction ~ "_code" -%}
    select distinct
        every_key.{{ key }},
        blocks.block_code,
        axis_codes.code as {{ code }},
        axis_codes.parent_code as {{ direction }}_parent_code,
        axis_codes.code_order as {{ direction }}_order
    from blocks
    cross join every_key
    inner join axis_codes on blocks.{{ direction }}_list_code = axis_codes.list_code
    left join
        counted
        on every_key.{{ key }} = counted.{{ key }}
        and blocks.block_code = counted.block_code
        and axis_codes.code = counted.{{ code }}
    where
        (blocks.has_{{ direction }}_total or axis_codes.code != 'TOTAL')
        {% if key == "report_year" -%}
            and (axis_codes.is_always_shown or counted.{{ code }} is not null)
        {%- else -%} and counted.{{ code }} is not null
        {%- endif %}
{%- endmacro %}

{# What the agencies of a table owe and have sent; by province beside the nation. #}
{% macro coverage_of(agencies, key) -%}
    {% set by = "report_year, " if key == "report_year" else "" -%}
    select
        {{ by }} province_code,
        cast(sum(submissions_received) as bigint) as submissions_received,
        cast(sum(submissions_owed) as bigint) as submissions_owed,
        max(as_of_date) as as_of_date
    from {{ ref("int_reporting__coverage") }}
    where agency_code in ('{{ agencies | join("', '") }}')
    group by {{ by }} province_code
{%- endmacro %}

{% macro coverage_of_cell(key) -%}
    {% if key == "report_year" -%}
        grid.report_year = coverage.report_year
        and coverage.province_code
        = case when grid.has_province_rows then grid.row_code else 'TOTAL' end
    {%- else -%} coverage.province_code = 'TOTAL'
    {%- endif %}
{%- endmacro %}

{# The cells in their published shape; the last select of every reporting model. #}
{% macro published_cells(table_code, key="report_year") -%}
    {% set nobody = "value = 0 and statistic_code in ('count', 'sum')" -%}
    {% set silent = nobody ~ " and submissions_received = 0" -%}
    select
        {{ key }},
        '{{ table_code }}' as table_code,
        block_code,
        row_list_code,
        row_code,
        row_parent_code,
        row_order,
        column_list_code,
        column_code,
        column_parent_code,
        column_order,
        unit_code,
        statistic_code,
        case when {{ silent }} then null else value end as value,
        contributors,
        adds_up_rows,
        adds_up_columns,
        case
            when {{ silent }}
            then 'not_reported'
            when value is null and statistic_code = 'sum'
            then 'not_recorded'
            when value is null
            then 'not_applicable'
            else 'observed'
        end as value_status_code,
        {% if key == "report_year" -%}
            make_date(report_year, 1, 1) as period_start_date,
            make_date(report_year, 12, 31) as period_end_date,
        {%- else -%} cast(null as date) as period_start_date, as_of_date as period_end_date,
        {%- endif %}
        as_of_date,
        submissions_received,
        submissions_owed,
        concat(
            '{{ table_code }}-',
            {{ key }},
            '-',
            block_code,
            '-',
            {{ in_figure_id("column_code") }},
            '-',
            {{ in_figure_id("row_code") }}
        ) as figure_id
    from valued
{%- endmacro %}

{# A code as it stands in a figure id: no hyphen and no plus. #}
{% macro in_figure_id(code) -%} replace(replace({{ code }}, '-', '_'), '+', '_plus') {%- endmacro %}

{# One block of a table, for cells_of. #}
{% macro block(
    code,
    rows,
    columns,
    unit,
    statistic="count",
    adds_up_rows=true,
    adds_up_columns=true
) -%}
    {{
        return(
            dict(
                kwargs,
                code=code,
                rows=rows,
                columns=columns,
                unit=unit,
                statistic=statistic,
                adds_up_rows=adds_up_rows,
                adds_up_columns=adds_up_columns,
            )
        )
    }}
{%- endmacro %}
