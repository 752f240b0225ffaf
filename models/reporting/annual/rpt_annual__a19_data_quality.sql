with
    filled as (select * from {{ ref("int_reporting__completeness") }}),
    findings as (select * from {{ ref("fct_findings") }}),
    rows_of as (select * from {{ ref("fct_submission_rows") }}),
    submissions as (select * from {{ ref("fct_submissions") }}),
    facts as (
        select
            report_year,
            'completeness' as block_code,
            column_code as row_code,
            'TOTAL' as column_code,
            record_id as unit_id,
            is_filled as amount
        from filled
        union all
        select
            cast(substr(period, 1, 4) as integer),
            'findings',
            rule_code,
            agency_code,
            finding_id,
            findings_count
        from findings
        {% for outcome in ["withdrawn", "superseded", "rejected", "accepted"] %}
            union all
            select
                cast(substr(period, 1, 4) as integer),
                'rows',
                agency_code,
                '{{ outcome | upper }}',
                submission_row_id,
                rows_{{ outcome }}
            from rows_of
        {% endfor %}
        union all
        select
            period_year,
            'submissions',
            agency_code,
            status_code,
            agency_code || unit_code || period,
            null
        from submissions
    ),
    {{
        cells_of(
            "A19",
            ["police", "prosecution", "social", "health"],
            [
                block(
                    "completeness",
                    "completeness",
                    "total",
                    "share",
                    statistic="share",
                    adds_up_rows=false,
                    row_total=false,
                ),
                block("findings", "rule", "agency", "record", summed=true),
                block("rows", "agency", "row_outcome", "record", summed=true),
                block("submissions", "agency", "submission_status", "submission"),
            ],
        )
    }}
    {{ published_cells("A19") }}
