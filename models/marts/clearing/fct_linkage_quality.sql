select
    {{ key_of(["measure_code", "group_by_code", "group_code"]) }} as linkage_quality_id,
    measure_code,
    group_by_code,
    group_code,
    value
from {{ ref("stg_clearing__linkage_quality") }}
