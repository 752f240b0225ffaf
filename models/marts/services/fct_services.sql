with
    services as (select * from {{ ref("stg_social__services") }}),
    clients as (
        select record_id, person_id, institution_type_code from {{ ref("stg_social__clients") }}
    ),
    visits as (select * from {{ ref("stg_health__visits") }}),
    victims as (select distinct person_id from {{ ref("stg_clearing__victims") }}),
    social as (
        select
            services.record_id || ':' || services.service_code as service_id,
            clients.person_id,
            services.agency_code,
            clients.institution_type_code as provider_type_code,
            services.service_code,
            services.service_status_code,
            services.funding_code,
            services.started_date,
            services.ended_date
        from services
        inner join clients on services.parent_record_id = clients.record_id
    ),
    visited as (
        select
            record_id,
            person_id,
            agency_code,
            facility_type_code,
            visited_date,
            {{ split_codes("service_codes") }} as service_code
        from visits
        where service_codes is not null
    ),
    health as (
        select
            record_id || ':' || service_code as service_id,
            person_id,
            agency_code,
            facility_type_code as provider_type_code,
            service_code,
            cast(null as {{ dbt.type_string() }}) as service_status_code,
            cast(null as {{ dbt.type_string() }}) as funding_code,
            visited_date as started_date,
            cast(null as date) as ended_date
        from visited
    ),
    every_service as (
        select *
        from social
        union all
        select *
        from health
    )
select
    every_service.service_id,
    every_service.person_id,
    every_service.agency_code,
    every_service.provider_type_code,
    every_service.service_code,
    every_service.service_status_code,
    every_service.funding_code,
    {{ year_of("every_service.started_date") }} as year,
    every_service.started_date,
    every_service.ended_date
from every_service
inner join victims on every_service.person_id = victims.person_id
