with
    services as (select * from {{ ref("fct_services") }}),
    victims as (select * from {{ ref("int_reporting__victims") }}),
    of_victims as (
        select
            services.year as report_year,
            services.service_id,
            services.person_id,
            services.agency_code,
            coalesce(services.provider_type_code, 'U') as provider_type_code,
            services.service_code,
            victims.sex_code || '_' || victims.age_code as sex_and_age_code
        from services
        inner join victims on services.person_id = victims.person_id
        where services.year is not null
    ),
    facts as (
        select
            report_year,
            'episodes' as block_code,
            service_code as row_code,
            agency_code as column_code,
            service_id as unit_id,
            cast(null as bigint) as amount
        from of_victims
        union all
        select report_year, 'persons', service_code, agency_code, person_id, null
        from of_victims
        union all
        select report_year, 'provider', service_code, provider_type_code, person_id, null
        from of_victims
        union all
        select report_year, 'persons_sex', service_code, sex_and_age_code, person_id, null
        from of_victims
    ),
    {{
        cells_of(
            "A13",
            ["social", "health"],
            [
                block("episodes", "service", "serving_agency", "episode"),
                block(
                    "persons",
                    "service",
                    "serving_agency",
                    "person",
                    adds_up_rows=false,
                    adds_up_columns=false,
                ),
                block(
                    "provider",
                    "service",
                    "provider",
                    "person",
                    adds_up_rows=false,
                    adds_up_columns=false,
                ),
                block("persons_sex", "service", "sex_and_age", "person", adds_up_rows=false),
            ],
        )
    }}
    {{ published_cells("A13") }}
