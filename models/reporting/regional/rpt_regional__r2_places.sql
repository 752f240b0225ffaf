with
    facts as (
        select
            report_year,
            'place' as block_code,
            coalesce(region_code, 'U') as row_code,
            sex_code as column_code,
            person_id as unit_id,
            cast(null as bigint) as amount
        from {{ ref("int_reporting__victims") }}
    ),
    {{
        cells_of(
            "R2",
            ["police", "social", "health"],
            [block("place", "region", "jenis_kelamin", "victim", province_rows=true)],
        )
    }}
    {{ published_cells("R2") }}
