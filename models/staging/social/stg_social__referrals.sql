select
    record_id,
    parent_record_id,
    document_id,
    person_id,
    case_id,
    agency_code,
    unit_code,
    period,
    revision,
    arah as direction_code,
    instansi_mitra as partner_agency_code,
    tgl_rujuk as referred_date,
    tgl_jawab as answered_date,
    status_rujukan as referral_status_code
from {{ source("cleared", "record_social_referrals") }}
