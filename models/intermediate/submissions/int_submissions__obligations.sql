-- A unit owes each month from its first period to the latest period received from anyone.
with
    submissions as (select * from {{ ref("stg_submissions__submissions") }}),
    months as (
        select cast(unnest(generate_series(
            (select min(strptime(period || '-01', '%Y-%m-%d')) from submissions),
            (select max(strptime(period || '-01', '%Y-%m-%d')) from submissions),
            interval 1 month
        )) as date) as month_date
    ),
    units as (
        select agency_code, unit_code, min(period) as first_period
        from submissions
        group by agency_code, unit_code
    )
select
    units.agency_code,
    units.unit_code,
    strftime(months.month_date, '%Y-%m') as period,
    -- the end of the following month is the last day on which it is on time
    cast(months.month_date + interval 2 month - interval 1 day as date) as due_date
from units
inner join months on strftime(months.month_date, '%Y-%m') >= units.first_period
