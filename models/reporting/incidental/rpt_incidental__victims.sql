with
    of_case as (select * from {{ ref("int_reporting__case_victims") }}),
    facts as (
        select
            case_id,
            'victims' as block_code,
            age_group_code as row_code,
            sex_code as column_code,
            person_id as unit_id,
            cast(null as bigint) as amount,
            case when has_same_age then report_year end as counted_year,
            province_code as counted_province_code
        from of_case
        union all
        select
            case_id,
            'status',
            victim_status_code,
            sex_code,
            person_id,
            null,
            case when has_same_status then report_year end,
            province_code
        from of_case
        union all
        select
            case_id,
            'citizenship',
            citizenship_code,
            sex_code,
            person_id,
            null,
            report_year,
            province_code
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
            is_placed=true,
        )
    }}
    {{ published_cells("I3", key="case_id") }}
