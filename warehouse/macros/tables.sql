{# The tables of the reports, for tests that ask the same of all in one query. #}
{% macro annual_tables() -%}
    {{
        return(
            [
                "rpt_annual__a01_police_reports",
                "rpt_annual__a02_victims",
                "rpt_annual__a04_victim_origins",
                "rpt_annual__a05_exploitation",
                "rpt_annual__a08_suspects",
                "rpt_annual__a09_attrition",
                "rpt_annual__a11_restitution",
                "rpt_annual__a12_assets",
                "rpt_annual__a13_services",
                "rpt_annual__a15_reconciliation",
                "rpt_annual__a19_data_quality",
            ]
        )
    }}
{%- endmacro %}

{% macro regional_tables() -%}
    {{
        return(
            [
                "rpt_regional__r1_origins",
                "rpt_regional__r2_places",
                "rpt_regional__r3_sex_and_age",
                "rpt_regional__r4_exploitation",
                "rpt_regional__r5_suspects",
                "rpt_regional__r6_police_reports",
            ]
        )
    }}
{%- endmacro %}

{% macro incidental_tables() -%}
    {{
        return(
            [
                "rpt_incidental__agencies",
                "rpt_incidental__assets",
                "rpt_incidental__chronology",
                "rpt_incidental__exploitation",
                "rpt_incidental__facts",
                "rpt_incidental__gaps",
                "rpt_incidental__links",
                "rpt_incidental__services",
                "rpt_incidental__suspects",
                "rpt_incidental__victims",
            ]
        )
    }}
{%- endmacro %}
