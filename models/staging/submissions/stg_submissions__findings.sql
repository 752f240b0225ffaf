select agency_code, unit_code, period, revision, record_type, rule, severity, findings
from {{ source("cleared", "findings_by_rule") }}
