select
    {{ key_of(["role_code", "year", "province_code"]) }} as cleared_count_id,
    role_code,
    province_code,
    cast(year as integer) as year,
    linked_count,
    low_count,
    best_count,
    high_count
from {{ ref("stg_clearing__counts") }}
