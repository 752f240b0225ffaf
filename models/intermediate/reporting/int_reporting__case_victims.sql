-- Who is a victim in a case, and where the annual report counts the person: once, as in the first
-- of
-- the cases.
with
    victims as (select * from {{ ref("fct_victims") }}),
    annual as (select * from {{ ref("int_reporting__victims") }})
select
    victims.case_id,
    victims.person_id,
    coalesce(victims.sex_code, 'U') as sex_code,
    victims.age_group_code,
    coalesce(victims.citizenship_code, 'UNK') as citizenship_code,
    victims.victim_status_code,
    victims.known_to_police,
    victims.known_to_prosecution,
    victims.known_to_social,
    victims.known_to_health,
    annual.report_year,
    annual.province_code,
    victims.age_group_code = annual.age_group_code as has_same_age,
    victims.victim_status_code = annual.victim_status_code as has_same_status
from victims
left join annual on victims.person_id = annual.person_id
where victims.victim_status_code != 'DITOLAK'
