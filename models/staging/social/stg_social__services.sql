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
    jenis_layanan as service_code,
    tgl_mulai as started_date,
    tgl_selesai as ended_date,
    status_layanan as service_status_code,
    kode_wilayah_dari as from_region_code,
    kode_wilayah_tujuan as to_region_code,
    pendanaan as funding_code
from {{ source("cleared", "record_social_services") }}
