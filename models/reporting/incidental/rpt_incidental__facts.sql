with
    cases as (select * from {{ ref("dim_cases") }}),
    documents as (select * from {{ ref("int_reporting__case_documents") }}),
    countries as (select * from {{ ref("int_reporting__case_countries") }}),
    reports as (select * from {{ ref("stg_police__cases") }} where case_id is not null),
    forms as (select case_id, {{ split_codes("exploitation_codes") }} as form_code from cases),
    transits as (
        select case_id, {{ split_codes("transit_region_codes") }} as region_code
        from reports
        where transit_region_codes is not null
    ),
    -- of places no more than the province
    named as (
        select case_id, 'scope' as block_code, scope_code as row_code
        from reports
        where scope_code is not null
        union all
        select case_id, 'recruited', substr(recruitment_region_code, 1, 2)
        from reports
        where recruitment_region_code is not null
        union all
        select case_id, 'transit', substr(region_code, 1, 2)
        from transits
        union all
        select case_id, 'place', coalesce(province_code, 'U')
        from cases
        union all
        select case_id, 'destination', country_code
        from countries
        union all
        select case_id, 'form', form_code
        from forms
    ),
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
        select case_id, 'trigger', document_code, channel_code, case_id, null
        from documents
        where is_first
        union all
        select case_id, block_code, row_code, 'TOTAL', case_id, null
        from named
    ),
    {{
        cells_of(
            "I1",
            ["police", "prosecution", "social", "health"],
            [
                block("documents", "document", "total", "record"),
                which("trigger", "document", "channel"),
                which("scope", "lintas"),
                which("form", "bentuk_eksploitasi"),
                which("recruited", "wilayah"),
                which("transit", "wilayah"),
                which("place", "wilayah"),
                which("destination", "negara"),
            ],
            key="case_id",
        )
    }}
    {{ published_cells("I1", key="case_id") }}
