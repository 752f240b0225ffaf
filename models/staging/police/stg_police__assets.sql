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
    jenis_aset as asset_type_code,
    nilai_rp as value_idr,
    tgl_sita as seized_date,
    pemilik as owner_type_code,
    dasar as basis_code,
    status_aset as asset_status_code
from {{ source("cleared", "record_police_assets") }}
