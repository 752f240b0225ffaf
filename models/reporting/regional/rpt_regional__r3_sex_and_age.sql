-- Of so fine a table the counts are rounded before it leaves, never shown as they are.
with
    facts as (
        select
            report_year,
            'sex_age' as block_code,
            coalesce(province_code, 'U') as row_code,
            sex_code || '_' || age_code as column_code,
            person_id as unit_id,
            cast(null as bigint) as amount
        from {{ ref("int_reporting__victims") }}
    ),
    {{
        cells_of(
            "R3",
            ["police", "social", "health"],
            [block("sex_age", "wilayah", "sex_and_age", "victim", province_rows=true)],
        )
    }}
    {{ published_cells("R3") }}
