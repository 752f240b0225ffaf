{% set agencies = ["police", "prosecution", "social", "health"] %}
with
    documents as (select * from {{ ref("int_reporting__case_documents") }}),
    victims as (select * from {{ ref("int_reporting__case_victims") }}),
    facts as (
        select
            case_id,
            'documents' as block_code,
            agency_code as row_code,
            document_code as column_code,
            document_id as unit_id,
            cast(null as bigint) as amount,
            cast(null as integer) as counted_year,
            cast(null as {{ dbt.type_string() }}) as counted_province_code
        from documents
        {% for agency in agencies %}
            union all
            select
                case_id,
                'victims',
                '{{ agency }}',
                'TOTAL',
                person_id,
                null,
                report_year,
                province_code
            from victims
            where known_to_{{ agency }}
        {% endfor %}
    ),
    {{
        cells_of(
            "I7",
            agencies,
            [
                block("documents", "agency", "document", "record"),
                block("victims", "agency", "total", "victim", adds_up_rows=false),
            ],
            key="case_id",
            is_placed=true,
        )
    }}
    {{ published_cells("I7", key="case_id") }}
