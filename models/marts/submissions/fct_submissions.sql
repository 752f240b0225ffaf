with
    obligations as (select * from {{ ref("int_submissions__obligations") }}),
    standing as (select * from {{ ref("int_submissions__standing") }})
select
    obligations.agency_code,
    obligations.unit_code,
    obligations.period,
    case
        when standing.period is null
        then 'silent'
        when standing.is_withdrawn
        then 'withdrawn'
        when standing.is_nil
        then 'nil'
        when standing.first_received_date > obligations.due_date
        then 'late'
        else 'received'
    end as status_code,
    cast(substr(obligations.period, 1, 4) as integer) as period_year,
    standing.revision,
    standing.rows_accepted,
    standing.rows_rejected,
    obligations.due_date,
    standing.first_received_date
from obligations
left join
    standing
    on obligations.agency_code = standing.agency_code
    and obligations.unit_code = standing.unit_code
    and obligations.period = standing.period
