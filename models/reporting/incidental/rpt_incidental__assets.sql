{% set steps = ["requested", "assessed", "demanded", "awarded", "paid"] %}
with
    assets as (select * from {{ ref("fct_assets") }}),
    claims as (select * from {{ ref("fct_restitution") }}),
    owned as (
        select
            case_id,
            asset_id,
            asset_type_code,
            value_idr,
            coalesce(owner_type_code, 'U') as owner_type_code
        from assets
    ),
    facts as (
        select
            case_id,
            'assets' as block_code,
            asset_type_code as row_code,
            owner_type_code as column_code,
            asset_id as unit_id,
            cast(null as bigint) as amount
        from owned
        union all
        select case_id, 'value', asset_type_code, owner_type_code, asset_id, value_idr
        from owned
        {% for step in steps %}
            union all
            select case_id, 'claims', '{{ step | upper }}', 'TOTAL', person_id, null
            from claims
            where {{ step }}_idr > 0
            union all
            select case_id, 'restitution', '{{ step | upper }}', 'TOTAL', person_id, {{ step }}_idr
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
        )
    }}
    {{ published_cells("I8", key="case_id") }}
