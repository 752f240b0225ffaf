-- The annual report counts a suspect of several cases once, with the role in the first of them and
-- at the furthest stage of any.
with
    perpetrators as (
        select
            found.*,
            annual.report_year,
            case
                when found.stage_code = annual.stage_code then annual.report_year
            end as year_at_stage,
            case when found.case_id = annual.case_id then annual.report_year end as year_in_case
        from {{ ref("fct_perpetrators") }} as found
        left join
            {{ ref("int_reporting__suspects") }} as annual on found.person_id = annual.person_id
    ),
    roles as (select * from {{ ref("int_reporting__suspect_roles") }}),
    persons as (
        select
            case_id,
            person_id,
            stage_code,
            coalesce(sex_code, 'U') as sex_code,
            coalesce(citizenship_code, 'UNK') as citizenship_code,
            report_year,
            year_at_stage,
            year_in_case
        from perpetrators
        where not is_corporation
    ),
    -- as the police record it: held once, held
    held as (
        select
            case_id,
            person_id,
            max(case when is_detained then 'Y' when not is_detained then 'T' end) as held_code
        from {{ ref("stg_police__persons") }}
        where role_code in ('TERLAPOR', 'TERSANGKA')
        group by case_id, person_id
    ),
    facts as (
        select
            case_id,
            'stage' as block_code,
            stage_code as row_code,
            sex_code as column_code,
            person_id as unit_id,
            cast(null as bigint) as amount,
            year_at_stage as counted_year,
            cast(null as {{ dbt.type_string() }}) as counted_province_code
        from persons
        union all
        select
            case_id, 'citizenship', citizenship_code, sex_code, person_id, null, year_in_case, null
        from persons
        union all
        select
            persons.case_id,
            'role',
            coalesce(roles.role_code, 'U'),
            persons.sex_code,
            persons.person_id,
            null,
            persons.year_in_case,
            null
        from persons
        left join roles on persons.person_id = roles.person_id and persons.case_id = roles.case_id
        union all
        select
            persons.case_id,
            'detained',
            coalesce(held.held_code, 'U'),
            persons.sex_code,
            persons.person_id,
            null,
            persons.report_year,
            null
        from persons
        left join held on persons.person_id = held.person_id and persons.case_id = held.case_id
        union all
        select case_id, 'corporations', stage_code, 'TOTAL', person_id, null, report_year, null
        from perpetrators
        where is_corporation
    ),
    {{
        cells_of(
            "I4",
            ["police", "prosecution"],
            [
                block("stage", "stage_perpetrator", "jenis_kelamin", "perpetrator"),
                block("citizenship", "negara", "jenis_kelamin", "perpetrator"),
                block("role", "peran_pelaku", "jenis_kelamin", "perpetrator", adds_up_rows=false),
                block("detained", "held", "jenis_kelamin", "perpetrator"),
                block("corporations", "stage_perpetrator", "total", "perpetrator"),
            ],
            key="case_id",
            is_placed=true,
        )
    }}
    {{ published_cells("I4", key="case_id") }}
