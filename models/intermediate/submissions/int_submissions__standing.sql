-- What stands of a unit's month: its first receipt, the revision that counts, whether it is nil or
-- withdrawn, and the rows of that revision.
with
    submissions as (select * from {{ ref("stg_submissions__submissions") }}),
    rows_of as (select * from {{ ref("stg_submissions__rows") }}),
    counted as (
        select
            agency_code,
            unit_code,
            period,
            revision,
            cast(sum(rows_accepted) as bigint) as rows_accepted,
            cast(sum(rows_rejected) as bigint) as rows_rejected
        from rows_of
        group by agency_code, unit_code, period, revision
    ),
    firsts as (
        select
            agency_code,
            unit_code,
            period,
            -- revision 1 tells whether the month came in time; of a month whose first is lost, the
            -- lowest number there is
            min_by(received_date, revision) as first_received_date,
            max(case when is_current then revision end) as current_revision,
            max(case when not is_withdrawn then revision end) as latest_standing_revision,
            max(revision) as latest_revision,
            min(case when is_withdrawn then 1 else 0 end) = 1 as is_withdrawn
        from submissions
        group by agency_code, unit_code, period
    ),
    standing as (
        select *, coalesce(current_revision, latest_standing_revision, latest_revision) as revision
        from firsts
    )
select
    standing.agency_code,
    standing.unit_code,
    standing.period,
    standing.revision,
    standing.first_received_date,
    standing.is_withdrawn,
    submissions.is_nil,
    coalesce(counted.rows_accepted, 0) as rows_accepted,
    coalesce(counted.rows_rejected, 0) as rows_rejected
from standing
inner join
    submissions
    on standing.agency_code = submissions.agency_code
    and standing.unit_code = submissions.unit_code
    and standing.period = submissions.period
    and standing.revision = submissions.revision
left join
    counted
    on standing.agency_code = counted.agency_code
    and standing.unit_code = counted.unit_code
    and standing.period = counted.period
    and standing.revision = counted.revision
