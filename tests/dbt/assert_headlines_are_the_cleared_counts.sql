-- The headlines of the reports and the linked of the cleared counts are the same persons.
with
    linked as (
        select role_code, year, linked_count
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
    coalesce(linked.role_code, headlines.role_code) as role_code,
    coalesce(linked.year, headlines.year) as year,
    linked.linked_count,
    headlines.persons
from linked
full join headlines on linked.role_code = headlines.role_code and linked.year = headlines.year
where coalesce(linked.linked_count, 0) != coalesce(headlines.persons, 0)
