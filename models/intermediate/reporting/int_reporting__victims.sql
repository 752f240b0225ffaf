-- The headline: a person counts once, in the year and case of the earliest record that is not
-- DITOLAK; the status is the strongest of any case.
with
    victims as (select * from {{ ref("fct_victims") }} where victim_status_code != 'DITOLAK'),
    cases as (select * from {{ ref("dim_cases") }}),
    of_person as (
        select
            person_id,
            max(victim_status_code) as victim_status_code,
            min(identified_year) as identified_year,
            {% for agency in ["police", "prosecution", "social", "health"] %}
                max(case when known_to_{{ agency }} then 1 else 0 end) as known_to_{{ agency }}
                {{- "," if not loop.last }}
            {% endfor %}
        from victims
        group by person_id
    ),
    ranked as (
        select
            *,
            row_number() over (
                partition by person_id order by first_recorded_date nulls last, case_id
            ) as position
        from victims
    )
select
    ranked.person_id,
    ranked.case_id,
    ranked.first_recorded_year as report_year,
    of_person.identified_year,
    coalesce(ranked.sex_code, 'U') as sex_code,
    ranked.age_group_code,
    {{ adult_or_child("ranked.is_child") }} as age_code,
    ranked.citizenship_code,
    ranked.origin_province_code,
    {{ region_code("ranked.origin_regency_code", "ranked.origin_province_code") }}
    as origin_region_code,
    cases.province_code,
    {{ region_code("cases.regency_code", "cases.province_code") }} as region_code,
    of_person.victim_status_code,
    of_person.known_to_police,
    of_person.known_to_prosecution,
    of_person.known_to_social,
    of_person.known_to_health,
    of_person.known_to_police
    + of_person.known_to_prosecution
    + of_person.known_to_social
    + of_person.known_to_health as agencies_count
from ranked
inner join of_person on ranked.person_id = of_person.person_id
left join cases on ranked.case_id = cases.case_id
where ranked.position = 1 and ranked.first_recorded_year is not null
