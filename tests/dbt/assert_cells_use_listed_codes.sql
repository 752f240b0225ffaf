-- Unit, statistic and status of every cell of both reports stand in their code lists: one query
-- over all tables, since the codes of a table come from the same macros.
{% set tables = [
    "annual__a01_police_reports",
    "annual__a02_victims",
    "annual__a04_victim_origins",
    "annual__a05_exploitation",
    "annual__a08_suspects",
    "annual__a09_attrition",
    "annual__a11_restitution",
    "annual__a12_assets",
    "annual__a13_services",
    "annual__a15_reconciliation",
    "annual__a19_data_quality",
    "incidental__agencies",
    "incidental__assets",
    "incidental__chronology",
    "incidental__exploitation",
    "incidental__facts",
    "incidental__gaps",
    "incidental__links",
    "incidental__services",
    "incidental__suspects",
    "incidental__victims",
] %}
with
    used as (
        {% for table in tables %}
            {{ "union" if not loop.first }}
            select unit_code, statistic_code, value_status_code
            from {{ ref("rpt_" ~ table) }}
        {% endfor %}
    ),
    units as (select code from {{ ref("counting_unit") }}),
    statistics as (select code from {{ ref("statistic") }}),
    statuses as (select code from {{ ref("value_status") }})
select used.unit_code, used.statistic_code, used.value_status_code
from used
left join units on used.unit_code = units.code
left join statistics on used.statistic_code = statistics.code
left join statuses on used.value_status_code = statuses.code
where units.code is null or statistics.code is null or statuses.code is null
