-- A day of identification belongs to an identified victim and does not precede the first record.
select person_id, case_id
from {{ ref("fct_victims") }}
where
    identified_date is not null
    and (victim_status_code != 'TERIDENTIFIKASI' or identified_date < first_recorded_date)
