with
    codes as (select * from {{ ref("int_reporting__axis_codes") }}),
    leaves as (select list_code, code, parent_code from codes where code != 'TOTAL')
select list_code, code, code as ancestor_code
from leaves
union all
select list_code, code, parent_code as ancestor_code
from leaves
where parent_code is not null
union all
select list_code, code, 'TOTAL' as ancestor_code
from leaves
union all
select list_code, code, code as ancestor_code
from codes
where code = 'TOTAL'
