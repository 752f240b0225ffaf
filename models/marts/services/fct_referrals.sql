with
    referrals as (select * from {{ ref("stg_social__referrals") }}),
    clients as (select record_id, person_id from {{ ref("stg_social__clients") }}),
    victims as (select distinct person_id from {{ ref("stg_clearing__victims") }})
select
    referrals.record_id as referral_id,
    clients.person_id,
    case
        when referrals.direction_code = 'MASUK' then referrals.partner_agency_code else 'KEMENSOS'
    end as from_agency_code,
    case
        when referrals.direction_code = 'MASUK' then 'KEMENSOS' else referrals.partner_agency_code
    end as to_agency_code,
    referrals.referral_status_code,
    {{ year_of("referrals.referred_date") }} as year,
    referrals.referred_date,
    referrals.answered_date
from referrals
inner join clients on referrals.parent_record_id = clients.record_id
inner join victims on clients.person_id = victims.person_id
