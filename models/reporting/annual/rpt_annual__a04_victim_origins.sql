with
    victims as (select * from {{ ref("int_reporting__victims") }}),
    destinations as (select * from {{ ref("int_reporting__case_countries") }}),
    placed as (
        select
            person_id as unit_id,
            case_id,
            report_year,
            sex_code,
            coalesce(origin_province_code, 'U') as origin_code,
            coalesce(province_code, 'U') as province_code
        from victims
    ),
    facts as (
        select
            report_year,
            'origin' as block_code,
            origin_code as row_code,
            sex_code as column_code,
            unit_id,
            cast(null as bigint) as amount
        from placed
        union all
        select report_year, 'place', province_code, sex_code, unit_id, null
        from placed
        union all
        select
            placed.report_year,
            'destination',
            placed.origin_code,
            coalesce(destinations.country_code, 'UNK'),
            placed.unit_id,
            null
        from placed
        left join destinations on placed.case_id = destinations.case_id
    ),
    {{
        cells_of(
            "A4",
            ["police", "social", "health"],
            [
                block("origin", "wilayah", "jenis_kelamin", "victim"),
                block("place", "wilayah", "jenis_kelamin", "victim", province_rows=true),
                block("destination", "wilayah", "negara", "victim", adds_up_columns=false),
            ],
        )
    }}
    {{ published_cells("A4") }}
