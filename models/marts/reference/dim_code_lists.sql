select code_list, code, label_id, label_en, sort_order, valid_from_date, valid_to_date
from {{ ref("stg_reference__code_lists") }}
