with
    suspects as (select * from {{ ref("int_reporting__suspects") }} where not is_corporation),
    cases as (select * from {{ ref("dim_cases") }}),
    facts as (
        select
            suspects.report_year,
            'stage' as block_code,
            coalesce(cases.province_code, 'U') as row_code,
            suspects.stage_code as column_code,
            suspects.person_id as unit_id,
            cast(null as bigint) as amount
        from suspects
        left join cases on suspects.case_id = cases.case_id
    ),
    {{
        cells_of(
            "R5",
            ["police", "prosecution"],
            [block("stage", "wilayah", "suspect_stage", "perpetrator", province_rows=true)],
        )
    }}
    {{ published_cells("R5") }}
