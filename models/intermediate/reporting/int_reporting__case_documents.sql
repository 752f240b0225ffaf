-- What the case is made of: LPs, case files, clients of trafficking and visits for it.
with
    reports as (select * from {{ ref("stg_police__cases") }}),
    defendants as (select * from {{ ref("stg_prosecution__defendants") }}),
    clients as (select * from {{ ref("stg_social__clients") }} where case_type_code = 'TPPO'),
    visits as (
        select * from {{ ref("stg_health__visits") }} where suspicion_code in ('TPPO', 'KEDUANYA')
    ),
    cases as (select case_id from {{ ref("dim_cases") }}),
    documents as (
        select case_id, record_id as document_id, agency_code, 'LP' as document_code
        from reports
        union all
        select distinct case_id, coalesce(document_id, record_id), agency_code, 'CASE_FILE'
        from defendants
        union all
        select case_id, record_id, agency_code, 'CLIENT'
        from clients
        union all
        select case_id, record_id, agency_code, 'VISIT'
        from visits
    )
select documents.case_id, documents.document_id, documents.agency_code, documents.document_code
from documents
inner join cases on documents.case_id = cases.case_id
