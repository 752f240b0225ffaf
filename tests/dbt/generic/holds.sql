{# What must hold of a model, asked in one query, since a test costs more than what it asks: one row
   for each rule that does not hold, with the rows that break it and none of their values
   (warehouse/dbt.py puts them into its sentence).

   key:          the columns that together stand once and are never empty, but those named in
                 may_be_empty (empty is then a value like any other).
   present:      further columns that are never empty.
   codes:        columns and the code list that a code must stand in.
   refers_to:    columns and the model that has a row for it, under the same name. #}
{% test holds(model, key, may_be_empty=[], present=[], codes={}, refers_to={}) %}
    {{ config(fail_calc="coalesce(cast(sum(row_count) as bigint), 0)") }}
    select 'unique {{ key | join(", ") }}' as broken_rule, count(*) as row_count
    from
        (
            select {{ key | join(", ") }}
            from {{ model }}
            group by {{ key | join(", ") }}
            having count(*) > 1
        ) as repeated
    having count(*) > 0
    {% for column in key + present if column not in may_be_empty %}
        union all
        select '{{ column }} is not null', count(*)
        from {{ model }}
        where {{ column }} is null
        having count(*) > 0
    {% endfor %}
    {% for column, list in codes.items() %}
        union all
        select '{{ column }} in {{ list }}', count(*)
        from {{ model }}
        where
            {{ column }}
            not in (select code from {{ ref("dim_code_lists") }} where code_list = '{{ list }}')
        having count(*) > 0
    {% endfor %}
    {% for column, other in refers_to.items() %}
        union all
        select '{{ column }} in {{ other.identifier }}', count(*)
        from {{ model }}
        where {{ column }} not in (select {{ column }} from {{ other }})
        having count(*) > 0
    {% endfor %}
{% endtest %}
