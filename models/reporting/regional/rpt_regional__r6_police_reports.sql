with
    facts as (
        select
            {{ year_of("reported_date") }} as report_year,
            'model' as block_code,
            coalesce(substr(region_code, 1, 2), 'U') as row_code,
            coalesce(report_type_code, 'U') as column_code,
            record_id as unit_id,
            cast(null as bigint) as amount
        from {{ ref("stg_police__cases") }}
    ),
    {{
        cells_of(
            "R6",
            ["police"],
            [block("model", "wilayah", "model_lp", "police_report", province_rows=true)],
        )
    }}
    {{ published_cells("R6") }}
