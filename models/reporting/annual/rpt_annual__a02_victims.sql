with
    victims as (select * from {{ ref("int_reporting__victims") }}),
    facts as (
        select
            report_year,
            'victims' as block_code,
            age_group_code as row_code,
            sex_code as column_code,
            person_id as unit_id,
            cast(null as bigint) as amount
        from victims
        union all
        select identified_year, 'identified', age_group_code, sex_code, person_id, null
        from victims
        where identified_year is not null
        union all
        select report_year, 'status', victim_status_code, sex_code, person_id, null
        from victims
    ),
    {{
        cells_of(
            "A2",
            ["police", "social", "health"],
            [
                block("victims", "age_rollup", "jenis_kelamin", "victim"),
                block("identified", "age_rollup", "jenis_kelamin", "victim"),
                block("status", "status_korban", "jenis_kelamin", "victim"),
            ],
        )
    }}
    {{ published_cells("A2") }}
