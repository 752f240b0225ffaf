-- The year of restitution: the verdict's, else the case's.
with
    defendants as (select * from {{ ref("stg_prosecution__defendants") }}),
    cases as (select * from {{ ref("dim_cases") }})
select
    defendants.case_id,
    coalesce({{ year_of("min(defendants.verdict_date)") }}, min(cases.first_reported_year)) as year
from defendants
inner join cases on defendants.case_id = cases.case_id
group by defendants.case_id
