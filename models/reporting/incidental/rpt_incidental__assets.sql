{% set steps = ["requested", "assessed", "demanded", "awarded", "paid"] %}
-- An asset stands in the annual report of the year in which it was seized, a claim in that of the
-- verdict.
with
    assets as (select * from {{ ref("fct_assets") }}),
    cases as (select * from {{ ref("dim_cases") }}),
    claims as (select * from {{ ref("fct_restitution") }}),
    owned as (
        select
            assets.case_id,
            assets.asset_id,
            assets.asset_type_code,
            assets.value_idr,
            coalesce(assets.owner_type_code, 'U') as owner_type_code,
            coalesce(assets.seized_year, cases.first_reported_year) as report_year
        from assets
        left join cases on assets.case_id = cases.case_id
    ),
    facts as (
        select
            case_id,
            'assets' as block_code,
            asset_type_code as row_code,
            owner_type_code as column_code,
            asset_id as unit_id,
            cast(null as bigint) as amount,
            report_year as counted_year,
            cast(null as {{ dbt.type_string() }}) as counted_province_code
        from owned
        union all
        select
            case_id,
            'value',
            asset_type_code,
            owner_type_code,
            asset_id,
            value_idr,
            report_year,
            null
        from owned
        {% for step in steps %}
            union all
            select case_id, 'claims', '{{ step | upper }}', 'TOTAL', person_id, null, year, null
            from claims
            where {{ step }}_idr > 0
            union all
            select
                case_id,
                'restitution',
                '{{ step | upper }}',
                'TOTAL',
                person_id,
                {{ step }}_idr,
                year,
                null
            from claims
        {% endfor %}
    ),
    {{
        cells_of(
            "I8",
            ["police", "prosecution"],
            [
                block("assets", "jenis_aset", "jenis_subjek", "asset"),
                block("value", "jenis_aset", "jenis_subjek", "idr", statistic="sum"),
                block("claims", "amount", "total", "victim", adds_up_rows=false, row_total=false),
                block(
                    "restitution",
                    "amount",
                    "total",
                    "idr",
                    statistic="sum",
                    adds_up_rows=false,
                    row_total=false,
                ),
            ],
            key="case_id",
            is_placed=true,
        )
    }}
    {{ published_cells("I8", key="case_id") }}
