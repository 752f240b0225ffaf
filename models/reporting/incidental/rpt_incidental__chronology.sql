-- A month says when; a day could be looked up in the press. A stage without a day stands under U.
with
    stages as (select * from {{ ref("fct_case_stages") }}),
    facts as (
        select
            case_id,
            'chronology' as block_code,
            stage_code as row_code,
            coalesce({{ period_of("stage_date") }}, 'U') as column_code,
            case_id as unit_id,
            cast(null as bigint) as amount
        from stages
    ),
    {{
        cells_of(
            "I2",
            ["police", "prosecution"],
            [
                block(
                    "chronology",
                    "stage_case",
                    "month",
                    "case",
                    adds_up_rows=false,
                    adds_up_columns=false,
                    row_total=false,
                    column_total=false,
                ),
            ],
            key="case_id",
        )
    }}
    {{ published_cells("I2", key="case_id") }}
