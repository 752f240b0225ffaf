with findings as (select * from {{ ref("stg_submissions__findings") }})
select
    {{
        key_of(
            ["agency_code", "unit_code", "period", "revision", "record_type", "rule", "severity"]
        )
    }} as finding_id,
    agency_code,
    unit_code,
    period,
    record_type as record_type_code,
    rule as rule_code,
    severity as severity_code,
    revision,
    findings as findings_count
from findings
