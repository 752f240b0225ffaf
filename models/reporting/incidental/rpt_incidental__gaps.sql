-- What nobody recorded: of how many victims and suspects which attribute is missing.
with
    victims as (select * from {{ ref("fct_victims") }} where victim_status_code != 'DITOLAK'),
    perpetrators as (select * from {{ ref("fct_perpetrators") }} where not is_corporation),
    outcomes as (select * from {{ ref("fct_outcomes") }}),
    forms as (select * from {{ ref("bridge_victim_exploitation") }} where exploitation_code = 'U'),
    facts as (
        select
            case_id,
            'victims' as block_code,
            'SEX' as row_code,
            'TOTAL' as column_code,
            person_id as unit_id,
            cast(null as bigint) as amount
        from victims
        where coalesce(sex_code, 'U') = 'U'
        union all
        select case_id, 'victims', 'AGE', 'TOTAL', person_id, null
        from victims
        where age_group_code = 'U'
        union all
        select case_id, 'victims', 'ORIGIN', 'TOTAL', person_id, null
        from victims
        where origin_province_code is null and coalesce(citizenship_code, 'UNK') in ('IDN', 'UNK')
        union all
        select case_id, 'victims', 'CITIZENSHIP', 'TOTAL', person_id, null
        from victims
        where coalesce(citizenship_code, 'UNK') = 'UNK'
        union all
        select victims.case_id, 'victims', 'FORM', 'TOTAL', victims.person_id, null
        from victims
        inner join forms on victims.person_id = forms.person_id and victims.case_id = forms.case_id
        union all
        select case_id, 'suspects', 'SEX', 'TOTAL', person_id, null
        from perpetrators
        where coalesce(sex_code, 'U') = 'U'
        union all
        select case_id, 'suspects', 'AGE', 'TOTAL', person_id, null
        from perpetrators
        where age_group_code = 'U'
        union all
        select perpetrators.case_id, 'suspects', 'VERDICT', 'TOTAL', perpetrators.person_id, null
        from perpetrators
        left join
            outcomes
            on perpetrators.person_id = outcomes.person_id
            and perpetrators.case_id = outcomes.case_id
        where perpetrators.stage_code in ('TERDAKWA', 'TERPIDANA') and outcomes.case_id is null
    ),
    {{
        cells_of(
            "I9",
            ["police", "prosecution", "social", "health"],
            [
                block("victims", "gap", "total", "victim", adds_up_rows=false, row_total=false),
                block(
                    "suspects", "gap", "total", "perpetrator", adds_up_rows=false, row_total=false
                ),
            ],
            key="case_id",
        )
    }}
    {{ published_cells("I9", key="case_id") }}
