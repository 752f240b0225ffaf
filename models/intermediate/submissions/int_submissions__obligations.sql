-- A unit owes each month from its first period to the latest period received from anyone.
with
    submissions as (select * from {{ ref("stg_submissions__submissions") }}),
    months as (
        {{
            date_series(
                "(select cast(min(period) || '-01' as date) from submissions)",
                "(select cast(max(period) || '-01' as date) from submissions)",
                "month",
            )
        }}
    ),
    units as (
        select agency_code, unit_code, min(period) as first_period
        from submissions
        group by agency_code, unit_code
    )
select
    units.agency_code,
    units.unit_code,
    {{ period_of("months.date_day") }} as period,
    -- the end of the following month is the last day on which it is on time
    cast(months.date_day + interval 2 month - interval 1 day as date) as due_date
from units
inner join months on {{ period_of("months.date_day") }} >= units.first_period
