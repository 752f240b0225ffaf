{# Fails when two rows have the same values in all of these columns, or one of them is empty. Columns
   that may be empty are named; empty is then a value like any other. #}
{% test unique_combination(model, columns, may_be_empty=[]) %}
    select {{ columns | join(", ") }}
    from {{ model }}
    group by {{ columns | join(", ") }}
    having
        count(*) > 1
        {%- for column in columns if column not in may_be_empty %}
            or max(case when {{ column }} is null then 1 else 0 end) = 1
        {%- endfor %}
{% endtest %}
