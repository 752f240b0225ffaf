with
    perpetrators as (select * from {{ ref("fct_perpetrators") }}),
    roles as (select * from {{ ref("int_reporting__suspect_roles") }}),
    persons as (
        select
            case_id,
            person_id,
            stage_code,
            coalesce(sex_code, 'U') as sex_code,
            coalesce(citizenship_code, 'UNK') as citizenship_code
        from perpetrators
        where not is_corporation
    ),
    facts as (
        select
            case_id,
            'stage' as block_code,
            stage_code as row_code,
            sex_code as column_code,
            person_id as unit_id,
            cast(null as bigint) as amount
        from persons
        union all
        select case_id, 'citizenship', citizenship_code, sex_code, person_id, null
        from persons
        union all
        select
            persons.case_id,
            'role',
            coalesce(roles.role_code, 'U'),
            persons.sex_code,
            persons.person_id,
            null
        from persons
        left join roles on persons.person_id = roles.person_id and persons.case_id = roles.case_id
        union all
        select case_id, 'corporations', stage_code, 'TOTAL', person_id, null
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
                block("corporations", "stage_perpetrator", "total", "perpetrator"),
            ],
            key="case_id",
        )
    }}
    {{ published_cells("I4", key="case_id") }}
