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
        {% if key == "case_id" -%} counted_year, counted_province_code, {%- endif %}
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
