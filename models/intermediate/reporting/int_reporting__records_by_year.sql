-- The year of a record is that of the month for which it was sent.
with
    records as (select * from {{ ref("fct_clearing") }}),
    periods as (
        select record_id, period
        from {{ ref("stg_police__persons") }}
        union all
        select record_id, period
        from {{ ref("stg_prosecution__defendants") }}
        union all
        select record_id, period
        from {{ ref("stg_prosecution__restitution") }}
        union all
        select record_id, period
        from {{ ref("stg_social__clients") }}
        union all
        select record_id, period
        from {{ ref("stg_health__visits") }}
    )
select
    records.record_id,
    records.agency_code,
    records.outcome_code,
    cast(substr(periods.period, 1, 4) as integer) as report_year
from records
inner join periods on records.record_id = periods.record_id
