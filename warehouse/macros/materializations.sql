{# How tables and views are built. A build makes the whole warehouse anew and nobody reads it
   meanwhile, so the dance of the adapter (build beside, rename, drop, comment column by column) buys
   nothing: one call a relation, in one transaction. Measured in docs/adr/0002-partitions-and-runs.md. #}
{% materialization table, adapter = "duckdb" %}
    {%- set relation = this.incorporate(type="table") -%}
    {%- set made = rebuild(
        relation, "create table " ~ relation ~ " as (\n" ~ compiled_code ~ "\n)"
    ) -%}
    {%- if config.get("contract").enforced %} {{- hold_to_contract(made) -}} {%- endif %}
    {{- return({"relations": [relation]}) -}}
{% endmaterialization %}

{% materialization view, adapter = "duckdb" %}
    {%- set relation = this.incorporate(type="view") -%}
    {%- do rebuild(relation, "create view " ~ relation ~ " as (\n" ~ compiled_code ~ "\n)") -%}
    {{- return({"relations": [relation]}) -}}
{% endmaterialization %}

{# Put a relation in the place of the one that stands there; returns its columns. #}
{% macro rebuild(relation, create_statement) -%}
    {%- set standing = load_cached_relation(this) -%}
    {%- set statements -%}
        begin transaction;
        {% if standing -%} drop {{ standing.type }} if exists {{ standing }}; {%- endif %}
        {{ create_statement }};
        {% for column in model.columns.values() if column.constraints -%}
            alter table {{ relation }} alter column {{ column.name }} set not null;
        {% endfor -%}
        commit;
        describe {{ relation }};
    {%- endset -%}
    {%- set response, columns = adapter.execute(statements, fetch=True) -%}
    {%- do store_result("main", response=response) -%}  {# dbt asks for it #}
    {{- return(columns) -}}
{%- endmacro %}

{# The contract: the columns of the YAML, in its order and with its types. dbt's own check plans the
   query of the model once more only to learn them; here the table says them. #}
{% macro hold_to_contract(made) -%}
    {%- set promised = [] -%}
    {%- for column in model.columns.values() -%}
        {%- do promised.append(contract_column(column.name, column.data_type)) -%}
    {%- endfor -%}
    {%- set found = [] -%}
    {%- for row in made.rows -%}
        {%- do found.append(contract_column(row[0], row[1])) -%}
    {%- endfor -%}
    {%- if promised != found -%}
        {%- do exceptions.raise_contract_error(promised, found) -%}
    {%- endif -%}
{%- endmacro %}

{# A column as dbt's message on a broken contract takes it. #}
{% macro contract_column(name, data_type) -%}
    {%- set type = data_type | upper -%}
    {{- return({"name": name, "data_type": type, "formatted": name ~ " " ~ type}) -}}
{%- endmacro %}
