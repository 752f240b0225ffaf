with regions as (select * from {{ ref("wilayah") }})
select
    kode as region_code,
    coalesce(kode_provinsi, kode) as province_code,
    nama as region_name,
    case when kode_provinsi is null then 'PROVINCE' else 'REGENCY' end as level_code,
    penduduk_l as male_population,
    penduduk_p as female_population,
    penduduk_l + penduduk_p as population
from regions
