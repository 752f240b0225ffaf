-- The services to the persons who are victims in the case, whatever the day they were given.
with
    services as (select * from {{ ref("fct_services") }}),
    victims as (select * from {{ ref("fct_victims") }}),
    of_case as (
        select
            victims.case_id,
            services.service_id,
            services.person_id,
            services.agency_code,
            services.service_code
        from services
        inner join victims on services.person_id = victims.person_id
        where victims.victim_status_code != 'DITOLAK'
    ),
    facts as (
        select
            case_id,
            'episodes' as block_code,
            service_code as row_code,
            agency_code as column_code,
            service_id as unit_id,
            cast(null as bigint) as amount
        from of_case
        union all
        select case_id, 'persons', service_code, agency_code, person_id, null
        from of_case
    ),
    {{
        cells_of(
            "I6",
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
            ],
            key="case_id",
        )
    }}
    {{ published_cells("I6", key="case_id") }}
