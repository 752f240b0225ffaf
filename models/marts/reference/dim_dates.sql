with days as ({{ date_series("date '2010-01-01'", "date '2035-12-31'", "day") }})
select
    date_day,
    {{ period_of("date_day") }} as period,
    {{ year_of("date_day") }} as year,
    cast(extract(quarter from date_day) as integer) as quarter,
    cast(extract(month from date_day) as integer) as month
from days
