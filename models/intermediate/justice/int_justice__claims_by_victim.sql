with
    claims as (select * from {{ ref("stg_prosecution__restitution") }}),
    defendants as (select * from {{ ref("stg_prosecution__defendants") }}),
    cases as (select case_id, first_reported_date from {{ ref("stg_clearing__cases") }}),
    -- the verdict of the case file in which the claim stands
    verdicts as (
        select document_id, min(verdict_date) as verdict_date
        from defendants
        where document_id is not null
        group by document_id
    ),
    -- the same claim in a split file is one claim: amounts are those of the fullest record
    by_victim as (
        select
            claims.case_id,
            claims.person_id,
            min(verdicts.verdict_date) as verdict_date,
            max(claims.requested_idr) as requested_idr,
            max(claims.assessed_idr) as assessed_idr,
            max(claims.demanded_idr) as demanded_idr,
            max(claims.awarded_idr) as awarded_idr,
            max(claims.paid_idr) as paid_idr,
            max(claims.paid_date) as paid_date
        from claims
        left join verdicts on claims.document_id = verdicts.document_id
        where claims.case_id is not null
        group by claims.case_id, claims.person_id
    )
select
    by_victim.case_id,
    by_victim.person_id,
    by_victim.requested_idr,
    by_victim.assessed_idr,
    by_victim.demanded_idr,
    by_victim.awarded_idr,
    by_victim.paid_idr,
    by_victim.paid_date,
    coalesce(
        {{ year_of("by_victim.verdict_date") }}, {{ year_of("cases.first_reported_date") }}
    ) as year
from by_victim
inner join cases on by_victim.case_id = cases.case_id
