select
    region_code,
    province_code,
    region_name,
    level_code,
    male_population,
    female_population,
    male_population + female_population as population
from {{ ref("stg_reference__regions") }}
