-- The countries by which reports take victims apart, domestic cases included.
select case_id, country_code as destination_code from {{ ref("int_reporting__case_countries") }}
