select
    person_id, is_corporation, sex_code, citizenship_code, origin_province_code, origin_regency_code
from {{ source("cleared", "cleared_persons") }}
