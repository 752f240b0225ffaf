-- Other cases in which a suspect, a corporation or a victim of this one stands. They are named by
-- their case_id, with what joins them and which was first; no person is counted or described.
with
    cases as (select * from {{ ref("dim_cases") }}),
    perpetrators as (select * from {{ ref("fct_perpetrators") }}),
    victims as (select * from {{ ref("fct_victims") }} where victim_status_code != 'DITOLAK'),
    recruiters as (
        select distinct person_id
        from {{ ref("int_reporting__suspect_roles") }}
        where role_code in ('PEREKRUT', 'PENGIRIM')
    ),
    roles as (
        select
            perpetrators.case_id,
            perpetrators.person_id,
            case
                when perpetrators.is_corporation
                then 'CORPORATION'
                when recruiters.person_id is not null
                then 'RECRUITER'
                else 'SUSPECT'
            end as kind_code
        from perpetrators
        left join recruiters on perpetrators.person_id = recruiters.person_id
        union all
        select case_id, person_id, 'VICTIM'
        from victims
    ),
    joined as (
        select distinct one.case_id, other.case_id as other_case_id, one.kind_code
        from roles as one
        inner join
            roles as other
            on one.person_id = other.person_id
            and one.kind_code = other.kind_code
            and one.case_id != other.case_id
    ),
    links as (
        select
            cases.case_id,
            coalesce(joined.other_case_id, 'NONE') as row_code,
            case
                when joined.other_case_id is null
                then 'NONE'
                when others.first_reported_date < cases.first_reported_date
                then joined.kind_code || '_EARLIER'
                else joined.kind_code || '_LATER'
            end as column_code,
            row_number() over (
                partition by cases.case_id order by others.first_reported_date, joined.other_case_id
            ) as row_order
        from cases
        left join joined on cases.case_id = joined.case_id
        left join cases as others on joined.other_case_id = others.case_id
    ),
    coverage as ({{ coverage_of(["police", "prosecution", "social", "health"], "case_id") }}),
    valued as (
        select
            links.case_id,
            'cases' as block_code,
            'linked_case' as row_list_code,
            links.row_code,
            cast(null as {{ dbt.type_string() }}) as row_parent_code,
            cast(
                min(links.row_order) over (partition by links.case_id, links.row_code) as integer
            ) as row_order,
            'link_kind' as column_list_code,
            links.column_code,
            cast(null as {{ dbt.type_string() }}) as column_parent_code,
            1 as column_order,
            'case' as unit_code,
            'count' as statistic_code,
            cast(1 as decimal(18, 3)) as value,
            cast(1 as bigint) as contributors,
            false as adds_up_rows,
            false as adds_up_columns,
            coverage.submissions_received,
            coverage.submissions_owed,
            coverage.as_of_date,
            cast(null as integer) as counted_year,
            cast(null as {{ dbt.type_string() }}) as counted_province_code
        from links
        inner join coverage on coverage.province_code = 'TOTAL'
    )
    {{ published_cells("I10", key="case_id") }}
