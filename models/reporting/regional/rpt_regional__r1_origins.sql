with
    facts as (
        select
            report_year,
            'origin' as block_code,
            coalesce(origin_region_code, 'U') as row_code,
            sex_code as column_code,
            person_id as unit_id,
            cast(null as bigint) as amount
        from {{ ref("int_reporting__victims") }}
    ),
    {{
        cells_of(
            "R1",
            ["police", "social", "health"],
            [block("origin", "region", "jenis_kelamin", "victim")],
        )
    }}
    {{ published_cells("R1") }}
