with
    reports as (select * from {{ ref("stg_police__cases") }}),
    placed as (
        select
            record_id as unit_id,
            {{ year_of("reported_date") }} as report_year,
            coalesce(substr(region_code, 1, 2), 'U') as row_code,
            coalesce(report_type_code, 'U') as report_type_code,
            coalesce(recruitment_mode_code, 'U') as recruitment_code,
            exploitation_codes
        from reports
    ),
    by_form as (
        select unit_id, report_year, row_code, {{ split_codes("exploitation_codes") }} as form_code
        from placed
    ),
    facts as (
        select
            report_year,
            'model' as block_code,
            row_code,
            report_type_code as column_code,
            unit_id,
            cast(null as bigint) as amount
        from placed
        union all
        select report_year, 'form', row_code, form_code, unit_id, null
        from by_form
        union all
        select report_year, 'recruitment', row_code, recruitment_code, unit_id, null
        from placed
    ),
    {{
        cells_of(
            "A1",
            ["police"],
            [
                block("model", "wilayah", "model_lp", "police_report", province_rows=true),
                block(
                    "form",
                    "wilayah",
                    "bentuk_eksploitasi",
                    "police_report",
                    province_rows=true,
                    adds_up_columns=false,
                ),
                block(
                    "recruitment", "wilayah", "modus_rekrut", "police_report", province_rows=true
                ),
            ],
        )
    }}
    {{ published_cells("A1") }}
