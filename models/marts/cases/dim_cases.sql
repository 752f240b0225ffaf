with
    cases as (select * from {{ ref("stg_clearing__cases") }}),
    victims as (select * from {{ ref("stg_clearing__victims") }}),
    perpetrators as (select * from {{ ref("stg_clearing__perpetrators") }}),
    victims_of_case as (
        select case_id, cast(count(*) as bigint) as victims_count
        from victims
        where victim_status_code != 'DITOLAK'
        group by case_id
    ),
    perpetrators_of_case as (
        select case_id, cast(count(*) as bigint) as perpetrators_count
        from perpetrators
        group by case_id
    )
select
    cases.case_id,
    cases.province_code,
    cases.regency_code,
    cases.exploitation_codes,
    cases.destination_country_codes,
    {{ year_of("cases.first_reported_date") }} as first_reported_year,
    cases.agencies_count,
    coalesce(victims_of_case.victims_count, 0) as victims_count,
    coalesce(perpetrators_of_case.perpetrators_count, 0) as perpetrators_count,
    cases.first_reported_date
from cases
left join victims_of_case on cases.case_id = victims_of_case.case_id
left join perpetrators_of_case on cases.case_id = perpetrators_of_case.case_id
