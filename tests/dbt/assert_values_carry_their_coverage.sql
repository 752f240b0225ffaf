-- Received never exceeds owed, and what is observed has an as-of date.
select figure_id
from {{ ref("rpt_annual__a02_victims") }}
where
    submissions_received > submissions_owed
    or (value_status_code = 'observed' and as_of_date is null)
    or (value is null) != (value_status_code != 'observed')
