-- Received is what a unit has sent for a month, on time, late or as a nil return; a month that was
-- withdrawn or never came is owed and not received.
with
    submissions as (select * from {{ ref("fct_submissions") }}),
    receipts as (select * from {{ ref("stg_submissions__submissions") }}),
    units as (select * from {{ ref("dim_reporting_units") }}),
    latest as (
        select agency_code, max(received_date) as as_of_date
        from receipts
        where is_current
        group by agency_code
    ),
    placed as (
        select
            submissions.period_year,
            submissions.agency_code,
            units.province_code,
            case
                when submissions.status_code in ('received', 'late', 'nil') then 1 else 0
            end as received
        from submissions
        inner join
            units
            on submissions.agency_code = units.agency_code
            and submissions.unit_code = units.unit_code
    ),
    nation_and_provinces as (
        select period_year, agency_code, 'TOTAL' as province_code, received
        from placed
        union all
        select period_year, agency_code, province_code, received
        from placed
        where province_code is not null
    )
select
    nation_and_provinces.period_year as report_year,
    nation_and_provinces.agency_code,
    nation_and_provinces.province_code,
    cast(sum(nation_and_provinces.received) as bigint) as submissions_received,
    cast(count(*) as bigint) as submissions_owed,
    max(latest.as_of_date) as as_of_date
from nation_and_provinces
left join latest on nation_and_provinces.agency_code = latest.agency_code
group by
    nation_and_provinces.period_year,
    nation_and_provinces.agency_code,
    nation_and_provinces.province_code
