{# How tables and views are built. A build makes the whole warehouse anew and nobody reads it
   meanwhile, so the dance of the adapter (build beside, rename, drop, comment column by column) buys
   nothing: one call a relation, in
   one transaction. Measured in docs/adr/0002-partitions-and-runs.md. #}
{% materialization table, adapter = "duckdb" %}
    {%- set relation = this.incorporate(type="table") -%}
    {{- rebuild(relation, duckdb__create_table_as(False, relation, compiled_code)) -}}
    {{- return({"relations": [relation]}) -}}
{% endmaterialization %}

{% materialization view, adapter = "duckdb" %}
    {%- set relation = this.incorporate(type="view") -%}
    {{- rebuild(relation, duckdb__create_view_as(relation, compiled_code)) -}}
    {{- return({"relations": [relation]}) -}}
{% endmaterialization %}

{% macro rebuild(relation, statement_text) -%}
    {%- set standing = load_cached_relation(this) -%}
    {%- set whole -%}
        begin transaction;
        {% if standing -%} drop {{ standing.type }} if exists {{ standing }}; {%- endif %}
        {{ statement_text }}
        commit;
    {%- endset -%}
    {%- set response, none_fetched = adapter.execute(whole, fetch=False) -%}
    {{- store_result("main", response=response) -}}  {# dbt asks for it #}
{%- endmacro %}
