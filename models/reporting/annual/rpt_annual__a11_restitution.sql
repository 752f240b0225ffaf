{% set steps = ["requested", "assessed", "demanded", "awarded", "paid"] %}
with
    claims as (select * from {{ ref("fct_restitution") }}),
    victims as (select * from {{ ref("fct_victims") }} where victim_status_code != 'DITOLAK'),
    files as (select * from {{ ref("int_reporting__case_file_years") }}),
    facts as (
        select
            files.year as report_year,
            'victims' as block_code,
            'IN_FILE' as row_code,
            'TOTAL' as column_code,
            victims.case_id || victims.person_id as unit_id,
            cast(null as bigint) as amount
        from victims
        inner join files on victims.case_id = files.case_id
        union all
        select year, 'victims', 'CLAIMED', 'TOTAL', case_id || person_id, null
        from claims
        {% for step in steps %}
            union all
            select year, 'victims', '{{ step | upper }}', 'TOTAL', case_id || person_id, null
            from claims
            where {{ step }}_idr > 0
            union all
            select
                year, 'amount', '{{ step | upper }}', 'TOTAL', case_id || person_id, {{ step }}_idr
            from claims
        {% endfor %}
    ),
    {{
        cells_of(
            "A11",
            ["prosecution"],
            [
                block(
                    "victims",
                    "restitution_step",
                    "total",
                    "victim",
                    adds_up_rows=false,
                    row_total=false,
                ),
                block(
                    "amount",
                    "amount",
                    "total",
                    "idr",
                    statistic="sum",
                    adds_up_rows=false,
                    row_total=false,
                ),
            ],
        )
    }}
    {{ published_cells("A11") }}
