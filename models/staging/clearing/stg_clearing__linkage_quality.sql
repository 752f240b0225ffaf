select measure_code, group_by_code, group_code, value
from {{ source("cleared", "linkage_quality") }}
