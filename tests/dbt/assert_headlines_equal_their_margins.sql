-- The margins of the headline tables equal what was counted: no fact fell beside its list.
with
    headline as (
        select report_year, count(*) as persons
        from {{ ref("int_reporting__victims") }}
        group by report_year
    ),
    published as (
        select report_year, block_code, sum(value) as persons
        from {{ ref("rpt_annual__a02_victims") }}
        where block_code in ('victims', 'status') and row_code = 'TOTAL' and column_code = 'TOTAL'
        group by report_year, block_code
    )
select headline.report_year, published.block_code
from headline
left join published on headline.report_year = published.report_year
where published.persons is null or headline.persons != published.persons
