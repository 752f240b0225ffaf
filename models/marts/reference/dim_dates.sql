with
    days as (
        select cast(
            unnest(generate_series(date '2010-01-01', date '2035-12-31', interval 1 day)) as date
        ) as date_day
    )
select
    date_day,
    strftime(date_day, '%Y-%m') as period,
    cast(extract(year from date_day) as integer) as year,
    cast(extract(quarter from date_day) as integer) as quarter,
    cast(extract(month from date_day) as integer) as month
from days
