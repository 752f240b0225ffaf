{# Schemas by their plain name: marts, reporting, staging, intermediate, codelists. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name if custom_schema_name else target.schema }}
{%- endmacro %}
