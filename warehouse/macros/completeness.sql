{# The columns whose completeness is published: record type, column of the cleared table. #}
{% macro completeness_columns() -%}
    {{
        return(
            [
                ("police_cases", "kode_wilayah_kejadian"),
                ("police_cases", "tgl_kejadian_mulai"),
                ("police_cases", "cara"),
                ("police_cases", "modus_rekrut"),
                ("police_persons", "jenis_kelamin"),
                ("police_persons", "age_at_event"),
                ("police_persons", "kewarganegaraan"),
                ("police_persons", "kode_wilayah_asal"),
                ("prosecution_defendants", "jenis_kelamin"),
                ("prosecution_defendants", "age_at_event"),
                ("prosecution_defendants", "tgl_tahap1"),
                ("prosecution_defendants", "amar"),
                ("prosecution_restitution", "diajukan_rp"),
                ("social_clients", "jenis_kelamin"),
                ("social_clients", "age_at_event"),
                ("social_clients", "kode_wilayah_asal"),
                ("social_clients", "status_korban"),
                ("health_visits", "jenis_kelamin"),
                ("health_visits", "age_at_event"),
                ("health_visits", "kode_wilayah_asal"),
                ("health_visits", "layanan"),
            ]
        )
    }}
{%- endmacro %}

{# What these columns are called once they are staged. #}
{% macro completeness_names() -%}
    {{
        return(
            {
                "kode_wilayah_kejadian": "event_region_code",
                "tgl_kejadian_mulai": "event_start_date",
                "cara": "means_codes",
                "modus_rekrut": "recruitment_mode_code",
                "jenis_kelamin": "sex_code",
                "age_at_event": "age_at_event",
                "kewarganegaraan": "citizenship_code",
                "kode_wilayah_asal": "origin_region_code",
                "tgl_tahap1": "file_sent_date",
                "amar": "verdict_code",
                "diajukan_rp": "requested_idr",
                "status_korban": "victim_status_code",
                "layanan": "service_codes",
            }
        )
    }}
{%- endmacro %}
