{# The agencies and which of them know somebody: exactly these and no others. #}
{% macro reporting_agencies() -%}
    {{ return(["police", "prosecution", "social", "health"]) }}
{%- endmacro %}

{# Every combination of agencies as a code: `police_and_social`, in the order of the agencies, those
   of few agencies first. #}
{% macro agency_combinations() -%}
    {% set found = [[]] -%}
    {% for agency in reporting_agencies() -%}
        {% for one in found | list -%} {% do found.append(one + [agency]) -%} {% endfor -%}
    {% endfor -%}
    {% set codes = [] -%}
    {% for size in range(1, reporting_agencies() | length + 1) -%}
        {% for one in found if one | length == size -%}
            {% do codes.append(one | join("_and_")) -%}
        {% endfor -%}
    {% endfor -%}
    {{ return(codes) }}
{%- endmacro %}

{# The combination that a row is in, by columns of 0 or 1, one an agency, with names that begin with
   the prefix. #}
{% macro agencies_exactly(prefix) -%}
    concat_ws(
        '_and_',
        {% for agency in reporting_agencies() -%}
            case when {{ prefix }}{{ agency }} = 1 then '{{ agency }}' end
            {%- if not loop.last %}, {% endif -%}
        {%- endfor %}
    )
{%- endmacro %}
