with regions as (select * from {{ source("reference", "regions") }})
select
    kode as region_code,
    coalesce(kode_provinsi, kode) as province_code,
    nama as region_name,
    case when kode_provinsi is null then 'PROVINCE' else 'REGENCY' end as level_code,
    cast(penduduk_l as bigint) as male_population,
    cast(penduduk_p as bigint) as female_population
from regions
