{# Fails where the key of a model is empty or stands twice: one query instead of two. #}
{% test unique_and_present(model, column_name) %}
    select {{ column_name }}
    from {{ model }}
    group by {{ column_name }}
    having count(*) > 1 or {{ column_name }} is null
{% endtest %}
