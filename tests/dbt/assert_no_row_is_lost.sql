-- Every row received is exactly one of withdrawn, superseded, rejected and accepted.
select submission_row_id
from {{ ref("fct_submission_rows") }}
where rows_received != rows_withdrawn + rows_superseded + rows_rejected + rows_accepted
