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

{# The facts with the lists of their block. A code that the list does not know counts as not
   recorded: no unit falls beside the table. #}
{% macro facts_on_axes(key, is_placed) -%}
    select
        facts.{{ key }},
        facts.block_code,
        facts.unit_id,
        facts.amount,
        {% if is_placed -%} facts.counted_year, facts.counted_province_code,
        {%- elif key == "case_id" -%}
            cast(null as integer) as counted_year,
            cast(null as {{ dbt.type_string() }}) as counted_province_code,
        {%- endif %}
        blocks.row_list_code,
        blocks.column_list_code,
        coalesce(known_row.code, 'U') as row_code,
        coalesce(known_column.code, 'U') as column_code
    from facts
    inner join blocks on facts.block_code = blocks.block_code
    left join
        axis_codes as known_row
        on blocks.row_list_code = known_row.list_code
        and facts.row_code = known_row.code
    left join
        axis_codes as known_column
        on blocks.column_list_code = known_column.list_code
        and facts.column_code = known_column.code
{%- endmacro %}

{# Codes of one direction: of years those always shown and those that occur, of a case those that
   occur. #}
{% macro axis_of(direction, key) -%}
    {% set code = direction ~ "_code" -%}
    {% set is_placed = "(blocks.has_" ~ direction ~ "_total or axis_codes.code != 'TOTAL')" -%}
    select distinct
        keyed.{{ key }},
        blocks.block_code,
        axis_codes.code as {{ code }},
        axis_codes.parent_code as {{ direction }}_parent_code,
        axis_codes.code_order as {{ direction }}_order
    {% if key == "report_year" -%}
        from blocks
        cross join every_year as keyed
        inner join axis_codes on blocks.{{ direction }}_list_code = axis_codes.list_code
        left join
            counted
            on keyed.report_year = counted.report_year
            and blocks.block_code = counted.block_code
            and axis_codes.code = counted.{{ code }}
        where {{ is_placed }} and (axis_codes.is_always_shown or counted.{{ code }} is not null)
    {%- else -%}
        from counted as keyed
        inner join
            axis_codes
            on keyed.{{ direction }}_list_code = axis_codes.list_code
            and keyed.{{ code }} = axis_codes.code
        inner join blocks on keyed.block_code = blocks.block_code
        where {{ is_placed }}
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
        and coverage.province_code = case
            when grid.has_province_rows
            then coalesce(grid.row_parent_code, grid.row_code)
            else 'TOTAL'
        end
    {%- else -%} coverage.province_code = 'TOTAL'
    {%- endif %}
{%- endmacro %}

{# How many units stand behind a cell; behind a sum those with more than nothing: a nought hides
   nobody. #}
{% macro contributors_of_cell() -%}
    case
        when grid.is_summed
        then coalesce(counted.total_amount, 0)
        when grid.statistic_code = 'count'
        then coalesce(counted.units, 0)
        when grid.statistic_code = 'sum'
        then coalesce(counted.units_in_sum, 0)
        else coalesce(counted.units_with_amount, 0)
    end
{%- endmacro %}
