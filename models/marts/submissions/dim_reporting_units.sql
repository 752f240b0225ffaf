with
    submissions as (select * from {{ ref("stg_submissions__submissions") }}),
    places as (
        select agency_code, unit_code, region_code
        from {{ ref("stg_police__cases") }}
        union all
        select agency_code, unit_code, region_code
        from {{ ref("stg_prosecution__defendants") }}
        union all
        select agency_code, unit_code, region_code
        from {{ ref("stg_social__clients") }}
        union all
        select agency_code, unit_code, region_code
        from {{ ref("stg_health__visits") }}
        union all
        select agency_code, unit_code, region_code
        from {{ ref("stg_health__facilities") }}
    ),
    counted as (
        select
            agency_code,
            unit_code,
            substr(region_code, 1, 2) as province_code,
            row_number() over (
                partition by agency_code, unit_code
                order by count(*) desc, substr(region_code, 1, 2)
            ) as position
        from places
        group by agency_code, unit_code, substr(region_code, 1, 2)
    ),
    units as (
        select agency_code, unit_code, min(period) as first_period, max(period) as last_period
        from submissions
        group by agency_code, unit_code
    )
select
    {{ key_of(["units.agency_code", "units.unit_code"]) }} as reporting_unit_id,
    units.agency_code,
    units.unit_code,
    counted.province_code,
    units.first_period,
    units.last_period
from units
left join
    counted
    on units.agency_code = counted.agency_code
    and units.unit_code = counted.unit_code
    and counted.position = 1
