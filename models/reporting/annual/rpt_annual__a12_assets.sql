with
    assets as (select * from {{ ref("fct_assets") }}),
    cases as (select * from {{ ref("dim_cases") }}),
    forfeitures as (select * from {{ ref("fct_forfeitures") }}),
    placed as (
        select
            assets.asset_id as unit_id,
            coalesce(assets.seized_year, cases.first_reported_year) as report_year,
            assets.asset_type_code,
            assets.asset_status_code,
            coalesce(assets.owner_type_code, 'U') as owner_type_code,
            assets.value_idr
        from assets
        inner join cases on assets.case_id = cases.case_id
    ),
    facts as (
        select
            report_year,
            'assets' as block_code,
            asset_type_code as row_code,
            owner_type_code as column_code,
            unit_id,
            cast(null as bigint) as amount
        from placed
        union all
        select report_year, 'status', asset_status_code, owner_type_code, unit_id, null
        from placed
        union all
        select report_year, 'value', asset_type_code, owner_type_code, unit_id, value_idr
        from placed
        union all
        select report_year, 'value_status', asset_status_code, owner_type_code, unit_id, value_idr
        from placed
        union all
        select year, 'forfeited', subject_type_code, 'TOTAL', forfeiture_id, forfeited_idr
        from forfeitures
    ),
    {{
        cells_of(
            "A12",
            ["police", "prosecution"],
            [
                block("assets", "jenis_aset", "jenis_subjek", "asset"),
                block("status", "status_aset", "jenis_subjek", "asset"),
                block("value", "jenis_aset", "jenis_subjek", "idr", statistic="sum"),
                block("value_status", "status_aset", "jenis_subjek", "idr", statistic="sum"),
                block("forfeited", "jenis_subjek", "total", "idr", statistic="sum"),
            ],
        )
    }}
    {{ published_cells("A12") }}
