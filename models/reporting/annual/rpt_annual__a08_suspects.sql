with
    suspects as (select * from {{ ref("int_reporting__suspects") }}),
    roles as (select * from {{ ref("int_reporting__suspect_roles") }}),
    persons as (select * from suspects where not is_corporation),
    facts as (
        select
            report_year,
            'stage' as block_code,
            stage_code as row_code,
            sex_code as column_code,
            person_id as unit_id,
            cast(null as bigint) as amount
        from persons
        union all
        select report_year, 'age', age_group_code, sex_code, person_id, null
        from persons
        union all
        select report_year, 'citizenship', citizenship_code, sex_code, person_id, null
        from persons
        union all
        select
            persons.report_year,
            'role',
            coalesce(roles.role_code, 'U'),
            persons.sex_code,
            persons.person_id,
            null
        from persons
        left join roles on persons.person_id = roles.person_id and persons.case_id = roles.case_id
        union all
        select report_year, 'corporations', stage_code, 'TOTAL', person_id, null
        from suspects
        where is_corporation
    ),
    {{
        cells_of(
            "A8",
            ["police", "prosecution"],
            [
                block("stage", "suspect_stage", "jenis_kelamin", "perpetrator"),
                block("age", "age_rollup", "jenis_kelamin", "perpetrator"),
                block("citizenship", "negara", "jenis_kelamin", "perpetrator"),
                block("role", "peran_pelaku", "jenis_kelamin", "perpetrator", adds_up_rows=false),
                block("corporations", "suspect_stage", "total", "perpetrator"),
            ],
        )
    }}
    {{ published_cells("A8") }}
