with claims as (select * from {{ ref("int_justice__claims_by_victim") }})
select
    {{ key_of(["case_id", "person_id"]) }} as restitution_id,
    case_id,
    person_id,
    requested_idr,
    assessed_idr,
    demanded_idr,
    awarded_idr,
    paid_idr,
    year,
    paid_date
from claims
