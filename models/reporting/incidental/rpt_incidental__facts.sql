with
    cases as (select * from {{ ref("dim_cases") }}),
    documents as (select * from {{ ref("int_reporting__case_documents") }}),
    countries as (select * from {{ ref("int_reporting__case_countries") }}),
    forms as (select case_id, {{ split_codes("exploitation_codes") }} as form_code from cases),
    facts as (
        select
            case_id,
            'documents' as block_code,
            document_code as row_code,
            'TOTAL' as column_code,
            document_id as unit_id,
            cast(null as bigint) as amount
        from documents
        union all
        select case_id, 'place', coalesce(province_code, 'U'), 'TOTAL', case_id, null
        from cases
        union all
        select case_id, 'destination', country_code, 'TOTAL', case_id, null
        from countries
        union all
        select case_id, 'form', form_code, 'TOTAL', case_id, null
        from forms
    ),
    {{
        cells_of(
            "I1",
            ["police", "prosecution", "social", "health"],
            [
                block("documents", "document", "total", "record"),
                block("place", "wilayah", "total", "case", row_total=false),
                block(
                    "destination", "negara", "total", "case", adds_up_rows=false, row_total=false
                ),
                block(
                    "form",
                    "bentuk_eksploitasi",
                    "total",
                    "case",
                    adds_up_rows=false,
                    row_total=false,
                ),
            ],
            key="case_id",
        )
    }}
    {{ published_cells("I1", key="case_id") }}
