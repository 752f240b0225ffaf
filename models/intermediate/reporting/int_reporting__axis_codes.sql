-- Lists of the reports that are no code list, and roll-ups above one, stand in axis_lists.
{% set code_lists = [
    "agency",
    "alasan_henti",
    "amar",
    "bentuk_eksploitasi",
    "cara",
    "clearing_outcome",
    "jenis_aset",
    "jenis_kelamin",
    "jenis_subjek",
    "lintas",
    "model_lp",
    "modus_rekrut",
    "negara",
    "peran_pelaku",
    "role",
    "service",
    "stage_case",
    "stage_perpetrator",
    "status_aset",
    "status_korban",
    "submission_status",
    "tindakan",
] %}
with
    listed as (
        select code_list as list_code, code, sort_order
        from {{ ref("dim_code_lists") }}
        where code_list in ('{{ code_lists | join("', '") }}')
    ),
    provinces as (
        select
            'wilayah' as list_code,
            region_code as code,
            row_number() over (order by region_code) as sort_order
        from {{ ref("dim_regions") }}
        where level_code = 'PROVINCE'
    ),
    -- provinces, below each its regencies and whose regency is not recorded
    placed as (
        select
            region_code as code,
            case when level_code = 'REGENCY' then province_code end as parent_code,
            level_code = 'PROVINCE' as is_always_shown
        from {{ ref("dim_regions") }}
        union all
        select concat(region_code, '.unknown'), region_code, false
        from {{ ref("dim_regions") }}
        where level_code = 'PROVINCE'
    ),
    regions as (
        select
            'region' as list_code,
            code,
            parent_code,
            cast(row_number() over (order by code) as integer) as code_order,
            is_always_shown
        from placed
    ),
    rules as (
        select distinct
            'rule' as list_code,
            rule_code as code,
            dense_rank() over (order by rule_code) as sort_order
        from {{ ref("fct_findings") }}
    ),
    months as (
        select
            'month' as list_code, period as code, row_number() over (order by period) as sort_order
        from {{ ref("dim_dates") }}
        group by period
    ),
    flat as (
        {% for part in ["listed", "provinces", "rules", "months"] %}
            {{ "union all" if not loop.first }} select list_code, code, sort_order from {{ part }}
        {% endfor %}
    ),
    every_code as (
        select
            list_code,
            code,
            cast(null as {{ dbt.type_string() }}) as parent_code,
            cast(sort_order as integer) as code_order,
            -- of long lists only what occurs
            list_code not in ('negara', 'rule', 'month', 'role') as is_always_shown
        from flat
        union all
        select list_code, code, parent_code, code_order, is_always_shown
        from regions
        union all
        {{ axis_lists() }}
    ),
    -- whoever is not recorded needs a place, also where the code list has none
    unrecorded as (
        select list_code, 'U' as code, 1998 as code_order, false as is_always_shown
        from every_code
        group by list_code
        having max(case when code = 'U' then 1 else 0 end) = 0
    ),
    totals as (
        select list_code, 'TOTAL' as code, 1999 as code_order, true as is_always_shown
        from every_code
        group by list_code
        union all
        -- a direction that is not broken down
        select 'total', 'TOTAL', 1999, true
    )
select list_code, code, parent_code, code_order, is_always_shown
from every_code
union all
select list_code, code, cast(null as {{ dbt.type_string() }}), code_order, is_always_shown
from unrecorded
union all
select list_code, code, cast(null as {{ dbt.type_string() }}), code_order, is_always_shown
from totals
