-- Every victim of a case has a form of exploitation there (U where none is recorded), and every
-- form belongs to a victim of the case.
with
    forms as (select distinct person_id, case_id from {{ ref("bridge_victim_exploitation") }}),
    victims as (select person_id, case_id from {{ ref("fct_victims") }})
select
    coalesce(forms.person_id, victims.person_id) as person_id,
    coalesce(forms.case_id, victims.case_id) as case_id
from forms
full join victims on forms.person_id = victims.person_id and forms.case_id = victims.case_id
where forms.person_id is null or victims.person_id is null
