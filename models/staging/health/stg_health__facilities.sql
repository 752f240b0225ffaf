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
    kode_faskes as facility_code,
    nama_faskes as facility_name,
    jenis_faskes as facility_type_code,
    kode_wilayah as region_code,
    mampu_ktpa as can_treat_ktpa,
    ruang_khusus as has_private_room,
    tgl_berlaku as valid_from_date
from {{ source("cleared", "record_health_facilities") }}
