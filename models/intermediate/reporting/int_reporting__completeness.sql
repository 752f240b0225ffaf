-- Whether a column is recorded, record by record. "Not known" (U, UNK) is not recorded; of
-- corporations no sex, age or home is expected.
with
    {% for record_type, column in completeness_columns() %}
        {% set cte = record_type ~ "_" ~ column %}
        {{ cte }} as (
            select
                record_id,
                period,
                '{{ record_type }}__{{ column }}' as column_code,
                cast({{ completeness_names()[column] }} as {{ dbt.type_string() }}) as found
            from {{ ref("stg_" ~ record_type | replace("_", "__", 1)) }}
            {% if column in [
                    "jenis_kelamin",
                    "age_at_event",
                    "kewarganegaraan",
                    "kode_wilayah_asal",
                ] and record_type in ["police_persons", "prosecution_defendants"] %}
                where subject_type_code = 'ORANG'
            {% endif %}
        ),
    {% endfor %}
    every_cell as (
        {% for record_type, column in completeness_columns() %}
            {{ "union all" if not loop.first }} select * from {{ record_type }}_{{ column }}
        {% endfor %}
    )
select
    record_id,
    column_code,
    cast(substr(period, 1, 4) as integer) as report_year,
    cast(
        case when found is null or found in ('', 'U', 'UNK') then 0 else 1 end as bigint
    ) as is_filled
from every_cell
