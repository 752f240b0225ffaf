with
    assets as (select * from {{ ref("stg_police__assets") }}),
    cases as (select case_id from {{ ref("stg_clearing__cases") }})
select
    assets.record_id as asset_id,
    assets.case_id,
    assets.asset_type_code,
    assets.owner_type_code,
    assets.basis_code,
    assets.asset_status_code,
    assets.value_idr,
    {{ year_of("assets.seized_date") }} as seized_year,
    assets.seized_date
from assets
inner join cases on assets.case_id = cases.case_id
