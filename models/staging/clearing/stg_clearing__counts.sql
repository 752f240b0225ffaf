select role_code, year, province_code, linked_count, low_count, best_count, high_count
from {{ source("cleared", "cleared_counts") }}
