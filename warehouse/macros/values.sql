{# Cells with several codes joined by |, one row a code. What differs between engines stays here. #}
{% macro split_codes(column) -%}
    {% if target.type == "spark" -%} explode(split({{ column }}, '[|]'))
    {%- else -%} unnest(string_split({{ column }}, '|'))
    {%- endif %}
{%- endmacro %}

{# Age group of whole years (code list age_group); U when the age is not known. #}
{% macro age_group(age) -%}
    case
        when {{ age }} is null
        then 'U'
        when {{ age }} < 6
        then '00-05'
        when {{ age }} < 12
        then '06-11'
        when {{ age }} < 15
        then '12-14'
        when {{ age }} < 18
        then '15-17'
        when {{ age }} < 25
        then '18-24'
        when {{ age }} < 30
        then '25-29'
        when {{ age }} < 40
        then '30-39'
        when {{ age }} < 50
        then '40-49'
        when {{ age }} < 60
        then '50-59'
        else '60+'
    end
{%- endmacro %}

{# Whether a person was a child (under 18); empty when the age is not known. #}
{% macro is_child(age) -%} ({{ age }} < 18) {%- endmacro %}

{# Year of a date as integer. #}
{% macro year_of(date_column) -%}
    cast(extract(year from {{ date_column }}) as integer)
{%- endmacro %}

{# A key of several columns: the same columns give the same key on any engine. #}
{% macro key_of(columns) -%}
    md5(
        concat_ws(
            '|',
            {% for column in columns -%}
                coalesce(cast({{ column }} as {{ dbt.type_string() }}), '')
                {%- if not loop.last %}, {% endif -%}
            {%- endfor %}
        )
    )
{%- endmacro %}

{# ANAK, DEWASA or U by whether a person was a child. #}
{% macro adult_or_child(is_child) -%}
    case when {{ is_child }} then 'ANAK' when not {{ is_child }} then 'DEWASA' else 'U' end
{%- endmacro %}

{# Whole days from one date to another, negative where the second comes first. #}
{% macro days_between(first_date, second_date) -%}
    {% if target.type == "spark" -%} cast(datediff({{ second_date }}, {{ first_date }}) as bigint)
    {%- else -%} cast({{ second_date }} - {{ first_date }} as bigint)
    {%- endif %}
{%- endmacro %}

{# Month of a date as YYYY-MM. #}
{% macro period_of(date_column) -%}
    substr(cast({{ date_column }} as {{ dbt.type_string() }}), 1, 7)
{%- endmacro %}

{# One row a day or month (step), from the first to the last, both included: date_day. #}
{% macro date_series(first_date, last_date, step) -%}
    {% if target.type == "spark" -%}
        select
            explode(sequence({{ first_date }}, {{ last_date }}, interval 1 {{ step }})) as date_day
    {%- else -%}
        select
            cast(
                unnest(
                    generate_series({{ first_date }}, {{ last_date }}, interval 1 {{ step }})
                ) as date
            ) as date_day
    {%- endif %}
{%- endmacro %}

{# Name of a file without its folders and its ending. #}
{% macro file_stem(path) -%} regexp_extract({{ path }}, '([^/]+)[.][^./]+$', 1) {%- endmacro %}

{# The codes of a list in their order: code, sort_order. #}
{% macro codes_of(code_list) -%}
    select code, sort_order from {{ ref("dim_code_lists") }} where code_list = '{{ code_list }}'
{%- endmacro %}

{# The regency if it is recorded and lies in the province, else the province's own unknown one:
   below a province stand all who stand in it, and nobody else. #}
{% macro region_code(regency, province) -%}
    case
        when {{ regency }} like concat({{ province }}, '.%')
        then {{ regency }}
        else concat({{ province }}, '.unknown')
    end
{%- endmacro %}
