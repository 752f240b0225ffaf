-- What verdicts forfeited to the state, record by record: a person may have one in each case file.
with defendants as (select * from {{ ref("stg_prosecution__defendants") }})
select
    record_id as forfeiture_id,
    case_id,
    subject_type_code,
    forfeited_idr,
    {{ year_of("verdict_date") }} as year,
    verdict_date
from defendants
where verdict_date is not null and forfeited_idr > 0
