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

{# A block that says which of a list hold for the case the report is on, not how many. #}
{% macro which(code, rows, columns="total") -%}
    {{
        return(
            block(
                code,
                rows,
                columns,
                "case",
                adds_up_rows=false,
                adds_up_columns=false,
                row_total=false,
                column_total=columns == "total",
            )
        )
    }}
{%- endmacro %}

{# The blocks of a table as rows. #}
{% macro block_rows(blocks) -%}
    {% set rows = [] -%}
    {% for block in blocks -%}
        {% set texts = [block.code, block.rows, block.columns, block.unit, block.statistic] -%}
        {% set flags = [
            block.get("summed", false),
            block.get("row_total", true),
            block.get("column_total", true),
            block.get("province_rows", false),
            block.adds_up_rows,
            block.adds_up_columns,
        ] -%}
        {% do rows.append("('" ~ texts | join("', '") ~ "', " ~ flags | join(", ") ~ ")") -%}
    {% endfor -%}
    select *
    from
        (values {{ rows | join(", ") }}) as listed(
            block_code,
            row_list_code,
            column_list_code,
            unit_code,
            statistic_code,
            is_summed,
            has_row_total,
            has_column_total,
            has_province_rows,
            adds_up_rows,
            adds_up_columns
        )
{%- endmacro %}
