with code_lists as (select * from {{ source("reference", "code_lists") }})
select
    {{ file_stem("filename") }} as code_list,
    code,
    label_id,
    label_en,
    cast(sort_order as integer) as sort_order,
    cast(valid_from as date) as valid_from_date,
    cast(valid_to as date) as valid_to_date
from code_lists
