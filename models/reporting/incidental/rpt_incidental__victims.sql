with
    victims as (select * from {{ ref("fct_victims") }}),
    of_case as (
        select
            case_id,
            person_id,
            coalesce(sex_code, 'U') as sex_code,
            age_group_code,
            coalesce(citizenship_code, 'UNK') as citizenship_code,
            victim_status_code
        from victims
        where victim_status_code != 'DITOLAK'
    ),
    facts as (
        select
            case_id,
            'victims' as block_code,
            age_group_code as row_code,
            sex_code as column_code,
            person_id as unit_id,
            cast(null as bigint) as amount
        from of_case
        union all
        select case_id, 'status', victim_status_code, sex_code, person_id, null
        from of_case
        union all
        select case_id, 'citizenship', citizenship_code, sex_code, person_id, null
        from of_case
    ),
    {{
        cells_of(
            "I3",
            ["police", "social", "health"],
            [
                block("victims", "age_rollup", "jenis_kelamin", "victim"),
                block("status", "status_korban", "jenis_kelamin", "victim"),
                block("citizenship", "negara", "jenis_kelamin", "victim"),
            ],
            key="case_id",
        )
    }}
    {{ published_cells("I3", key="case_id") }}
