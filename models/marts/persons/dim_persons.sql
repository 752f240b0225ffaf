select
    person_id, sex_code, citizenship_code, origin_province_code, origin_regency_code, is_corporation
from {{ ref("stg_clearing__persons") }}
