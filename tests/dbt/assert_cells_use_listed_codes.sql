-- Unit, statistic and status of every cell of all reports stand in their code lists: one query
-- over all tables, since the codes of a table come from the same macros.
with
    used as (
        {% for table in annual_tables() + regional_tables() + incidental_tables() %}
            {{ "union" if not loop.first }}
            select unit_code, statistic_code, value_status_code
            from {{ ref(table) }}
        {% endfor %}
    ),
    units as ({{ codes_of("counting_unit") }}),
    statistics as ({{ codes_of("statistic") }}),
    statuses as ({{ codes_of("value_status") }})
select used.unit_code, used.statistic_code, used.value_status_code
from used
left join units on used.unit_code = units.code
left join statistics on used.statistic_code = statistics.code
left join statuses on used.value_status_code = statuses.code
where units.code is null or statistics.code is null or statuses.code is null
