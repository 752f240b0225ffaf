-- A figure id names one cell of one table, over all reports.
with
    cells as (
        {% for table in annual_tables() + regional_tables() + incidental_tables() %}
            {{ "union all" if not loop.first }} select figure_id from {{ ref(table) }}
        {% endfor %}
    )
select figure_id
from cells
group by figure_id
having count(*) > 1 or figure_id is null
