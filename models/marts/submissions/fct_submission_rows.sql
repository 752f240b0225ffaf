with rows_of as (select * from {{ ref("stg_submissions__rows") }})
select
    {{ key_of(["agency_code", "unit_code", "period", "revision", "record_type"]) }}
    as submission_row_id,
    agency_code,
    unit_code,
    period,
    record_type as record_type_code,
    revision,
    rows_received,
    rows_withdrawn,
    rows_superseded,
    rows_rejected,
    rows_accepted
from rows_of
