-- A month says when; a day could be looked up in the press. A stage without a day stands under U.
-- No legal term is computed: none is confirmed in dated reference data, and the agencies send no
-- day of detention. What is said is what the next step is and how long the last one is ago.
with
    stages as (select * from {{ ref("fct_case_stages") }}),
    persons as (
        select * from {{ ref("stg_police__persons") }} where role_code in ('TERLAPOR', 'TERSANGKA')
    ),
    orders as ({{ codes_of("stage_case") }}),
    next_steps as ({{ next_steps() }}),
    latest_receipt as (
        select max(as_of_date) as as_of_date from {{ ref("int_reporting__coverage") }}
    ),
    ranked as (
        select
            stages.*,
            max(stages.stage_date) over (partition by stages.case_id) as latest_date,
            row_number() over (
                partition by stages.case_id order by orders.sort_order desc
            ) as position
        from stages
        inner join orders on stages.stage_code = orders.code
    ),
    current_stages as (
        select cases.case_id, coalesce(ranked.stage_code, 'NONE') as stage_code, ranked.latest_date
        from {{ ref("dim_cases") }} as cases
        left join ranked on cases.case_id = ranked.case_id and ranked.position = 1
    ),
    awaited as (
        select
            current_stages.case_id,
            next_steps.next_code,
            {{ days_between("current_stages.latest_date", "latest_receipt.as_of_date") }} as days
        from current_stages
        inner join next_steps on current_stages.stage_code = next_steps.stage_code
        cross join latest_receipt
    ),
    detained as (
        select
            case_id,
            max(case when is_detained then 2 when not is_detained then 1 else 0 end) as held
        from persons
        where case_id is not null
        group by case_id
    ),
    notices as (
        select
            case_id,
            max(case when stage_code = 'SPDP' then 1 else 0 end) as is_sent,
            max(case when stage_code in ('LP', 'LIDIK') then 0 else 1 end) as is_begun
        from stages
        group by case_id
    ),
    facts as (
        select
            case_id,
            'chronology' as block_code,
            stage_code as row_code,
            coalesce({{ period_of("stage_date") }}, 'U') as column_code,
            case_id as unit_id,
            cast(null as bigint) as amount
        from stages
        union all
        select
            case_id,
            'current',
            stage_code,
            coalesce({{ period_of("stage_date") }}, 'U'),
            case_id,
            null
        from ranked
        where position = 1
        union all
        select case_id, 'next', next_code, {{ waiting("days") }}, case_id, null
        from awaited
        union all
        select
            case_id,
            'deadline',
            'SPDP',
            case when is_sent = 1 then 'SENT' when is_begun = 1 then 'OPEN' else 'NOT_BEGUN' end,
            case_id,
            null
        from notices
        union all
        select
            case_id,
            'deadline',
            'DETENTION',
            case when held = 2 then 'HELD' when held = 1 then 'NOT_HELD' else 'U' end,
            case_id,
            null
        from detained
    ),
    {{
        cells_of(
            "I2",
            ["police", "prosecution"],
            [
                which("chronology", "stage_case", "month"),
                which("current", "stage_case", "month"),
                which("next", "next_step", "waiting"),
                which("deadline", "deadline", "deadline_state"),
            ],
            key="case_id",
        )
    }}
    {{ published_cells("I2", key="case_id") }}
