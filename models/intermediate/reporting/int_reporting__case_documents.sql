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
        select
            case_id,
            record_id as document_id,
            agency_code,
            'LP' as document_code,
            1 as document_order,
            reported_date as document_date,
            report_type_code as channel_code
        from reports
        union all
        select
            case_id,
            coalesce(document_id, record_id),
            agency_code,
            'CASE_FILE',
            2,
            min(coalesce(notice_received_date, file_sent_date)),
            null
        from defendants
        group by case_id, coalesce(document_id, record_id), agency_code
        union all
        select case_id, record_id, agency_code, 'CLIENT', 3, admitted_date, referred_from_code
        from clients
        union all
        select case_id, record_id, agency_code, 'VISIT', 4, visited_date, referred_from_code
        from visits
    )
select
    documents.case_id,
    documents.document_id,
    documents.agency_code,
    documents.document_code,
    coalesce(documents.channel_code, 'U') as channel_code,
    -- what set the case off: the earliest document, of one day the LP before the others
    row_number() over (
        partition by documents.case_id
        order by documents.document_date nulls last, documents.document_order, documents.document_id
    )
    = 1 as is_first
from documents
inner join cases on documents.case_id = cases.case_id
