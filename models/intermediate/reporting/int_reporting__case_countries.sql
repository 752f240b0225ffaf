-- Where exploitation was to happen: the countries that the LPs name; Indonesia where an LP calls
-- the case domestic and no LP of the case names a country.
with
    cases as (select * from {{ ref("dim_cases") }}),
    reports as (select * from {{ ref("stg_police__cases") }}),
    named as (
        select case_id, {{ split_codes("destination_country_codes") }} as country_code
        from cases
        where destination_country_codes is not null and destination_country_codes != ''
    ),
    domestic as (
        select distinct reports.case_id, 'IDN' as country_code
        from reports
        left join named on reports.case_id = named.case_id
        where reports.scope_code = 'DOMESTIK' and named.case_id is null
    )
select distinct case_id, country_code
from named
union
select case_id, country_code
from domestic
where case_id is not null
