{% set agencies = reporting_agencies() %}
with
    victims as (select * from {{ ref("int_reporting__victims") }}),
    counts as (select * from {{ ref("fct_cleared_counts") }}),
    records as (select * from {{ ref("int_reporting__records_by_year") }}),
    known as (
        {% for agency in agencies %}
            select person_id, report_year, agencies_count, '{{ agency }}' as agency_code
            from victims
            where known_to_{{ agency }} = 1 {{ "union all" if not loop.last }}
        {% endfor %}
    ),
    nation as (select * from counts where province_code is null and year is not null),
    facts as (
        select
            report_year,
            'agency' as block_code,
            agency_code as row_code,
            case
                when agencies_count >= 3
                then '3+'
                else cast(agencies_count as {{ dbt.type_string() }})
            end as column_code,
            person_id as unit_id,
            cast(null as bigint) as amount
        from known
        union all
        select one.report_year, 'overlap', one.agency_code, other.agency_code, one.person_id, null
        from known as one
        inner join known as other on one.person_id = other.person_id
        union all
        select
            report_year,
            'combination',
            {{ agencies_exactly("known_to_") }},
            'TOTAL',
            person_id,
            null
        from victims
        union all
        select report_year, 'records', agency_code, outcome_code, record_id, null
        from records
        {% for end in ["low", "best", "high"] %}
            union all
            select
                cast(year as integer),
                'range',
                role_code,
                '{{ end | upper }}',
                role_code,
                {{ end }}_count
            from nation
        {% endfor %}
    ),
    {{
        cells_of(
            "A15",
            agencies,
            [
                block("agency", "agency", "agencies_known", "victim", adds_up_rows=false),
                block(
                    "overlap",
                    "agency",
                    "agency",
                    "victim",
                    adds_up_rows=false,
                    adds_up_columns=false,
                ),
                block("combination", "agencies_exactly", "total", "victim"),
                block("records", "agency", "clearing_outcome", "record"),
                block(
                    "range",
                    "role",
                    "count_range",
                    "person",
                    summed=true,
                    adds_up_rows=false,
                    adds_up_columns=false,
                    row_total=false,
                    column_total=false,
                ),
            ],
        )
    }}
    {{ published_cells("A15") }}
