{# The chain of the attrition funnel, in order. Files sent back and ended inquiries stand aside. #}
{% macro funnel_stages() -%}
    {{
        return(
            ["LP", "SIDIK", "SPDP", "TAHAP1", "P21", "TAHAP2", "LIMPAH", "PUTUSAN", "INKRACHT"]
        )
    }}
{%- endmacro %}

{# What comes after each stage of a case; P-19 leads back to P-21. NONE: no stage is recorded. #}
{% macro next_steps() -%}
    {% set steps = [
        ("NONE", "LP"),
        ("LP", "SIDIK"),
        ("LIDIK", "SIDIK"),
        ("SIDIK", "SPDP"),
        ("SPDP", "TAHAP1"),
        ("TAHAP1", "P21"),
        ("P19", "P21"),
        ("P21", "TAHAP2"),
        ("TAHAP2", "LIMPAH"),
        ("LIMPAH", "PUTUSAN"),
        ("PUTUSAN", "INKRACHT"),
        ("INKRACHT", "EKSEKUSI"),
        ("STOP", "STOPPED"),
        ("EKSEKUSI", "DONE"),
    ] -%}
    {% for stage, next in steps %}
        {{ "union all" if not loop.first }}
        select '{{ stage }}' as stage_code, '{{ next }}' as next_code
    {% endfor %}
{%- endmacro %}

{# How long ago, in steps of months: a number of days would tell the day. #}
{% macro waiting(days) -%}
    case
        when next_code in ('STOPPED', 'DONE')
        then 'NONE'
        when {{ days }} is null
        then 'U'
        when {{ days }} < 31
        then 'M0'
        when {{ days }} < 92
        then 'M1'
        when {{ days }} < 183
        then 'M3'
        when {{ days }} < 366
        then 'M6'
        else 'M12'
    end
{%- endmacro %}
