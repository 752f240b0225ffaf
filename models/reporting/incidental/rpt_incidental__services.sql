-- The services to the persons who are victims in the case, whatever the day they were given, and
-- what they still wait for. The annual report counts a service in the year in which it began, and
-- a person in that of the first record.
with
    services as (select * from {{ ref("fct_services") }}),
    victims as (select * from {{ ref("int_reporting__case_victims") }}),
    referrals as (select * from {{ ref("fct_referrals") }}),
    clients as (select * from {{ ref("stg_social__clients") }} where case_type_code = 'TPPO'),
    claims as (select * from {{ ref("fct_restitution") }}),
    files as (select * from {{ ref("int_reporting__case_file_years") }}),
    of_case as (
        select
            victims.case_id,
            services.service_id,
            services.person_id,
            services.agency_code,
            services.service_code,
            services.service_status_code,
            services.year as served_year
        from services
        inner join victims on services.person_id = victims.person_id
    ),
    lacking as (
        select person_id, 'REFERRAL_OPEN' as need_code
        from referrals
        where referral_status_code = 'DIKIRIM' and answered_date is null
        union all
        select person_id, 'REFERRAL_REFUSED'
        from referrals
        where referral_status_code = 'DITOLAK'
        union all
        select person_id, 'NOT_REINTEGRATED'
        from clients
        where reintegration_status_code in ('BELUM', 'GAGAL')
        union all
        select person_id, 'NO_FOLLOW_UP'
        from clients
        where not has_followup_6_months
    ),
    needing as (
        select victims.case_id, victims.person_id, 'NO_SERVICE' as need_code
        from victims
        left join services on victims.person_id = services.person_id
        where services.person_id is null
        {% for need, status in [
                ("NOT_BEGUN", "'DIRUJUK', 'DITERIMA'"),
                ("RUNNING", "'BERJALAN'"),
                ("BROKEN_OFF", "'PUTUS'"),
            ] %}
            union all
            select case_id, person_id, '{{ need }}'
            from of_case
            where service_status_code in ({{ status }})
        {% endfor %}
        union all
        select victims.case_id, victims.person_id, lacking.need_code
        from victims
        inner join lacking on victims.person_id = lacking.person_id
        union all
        select victims.case_id, victims.person_id, 'NO_CLAIM'
        from victims
        inner join files on victims.case_id = files.case_id
        left join
            claims on victims.case_id = claims.case_id and victims.person_id = claims.person_id
        where claims.person_id is null
        union all
        select case_id, person_id, 'UNPAID'
        from claims
        where awarded_idr > coalesce(paid_idr, 0)
    ),
    facts as (
        select
            case_id,
            'episodes' as block_code,
            service_code as row_code,
            agency_code as column_code,
            service_id as unit_id,
            cast(null as bigint) as amount,
            served_year as counted_year,
            cast(null as {{ dbt.type_string() }}) as counted_province_code
        from of_case
        union all
        select case_id, 'persons', service_code, agency_code, person_id, null, served_year, null
        from of_case
        union all
        select
            needing.case_id,
            'needs',
            needing.need_code,
            'TOTAL',
            needing.person_id,
            null,
            victims.report_year,
            victims.province_code
        from needing
        left join
            victims on needing.case_id = victims.case_id and needing.person_id = victims.person_id
    ),
    {{
        cells_of(
            "I6",
            ["prosecution", "social", "health"],
            [
                block("episodes", "service", "serving_agency", "episode"),
                block(
                    "persons",
                    "service",
                    "serving_agency",
                    "person",
                    adds_up_rows=false,
                    adds_up_columns=false,
                ),
                block("needs", "need", "total", "victim", adds_up_rows=false, row_total=false),
            ],
            key="case_id",
            is_placed=true,
        )
    }}
    {{ published_cells("I6", key="case_id") }}
