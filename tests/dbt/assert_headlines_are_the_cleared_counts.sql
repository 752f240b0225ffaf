-- The headlines of the reports and the best of the cleared counts are the same persons.
with
    best as (
        select role_code, year, best_count
        from {{ ref("fct_cleared_counts") }}
        where province_code is null and year is not null
    ),
    headlines as (
        select 'victim' as role_code, report_year as year, count(*) as persons
        from {{ ref("int_reporting__victims") }}
        group by report_year
        union all
        select 'suspect', report_year, count(*)
        from {{ ref("int_reporting__suspects") }}
        where not is_corporation
        group by report_year
    )
select
    coalesce(best.role_code, headlines.role_code) as role_code,
    coalesce(best.year, headlines.year) as year,
    best.best_count,
    headlines.persons
from best
full join headlines on best.role_code = headlines.role_code and best.year = headlines.year
where coalesce(best.best_count, 0) != coalesce(headlines.persons, 0)
