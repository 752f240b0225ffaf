{# Row and column lists of the reports that are no code list: code and the code above it, in order.
   Their labels stand in contracts/messages/<language>/tables.toml; a test compares the two. #}
{% macro axis_lists() -%}
    {% set ages = [
        ("ANAK", none),
        ("00-05", "ANAK"),
        ("06-11", "ANAK"),
        ("12-14", "ANAK"),
        ("15-17", "ANAK"),
        ("DEWASA", none),
        ("18-24", "DEWASA"),
        ("25-29", "DEWASA"),
        ("30-39", "DEWASA"),
        ("40-49", "DEWASA"),
        ("50-59", "DEWASA"),
        ("60+", "DEWASA"),
        ("U", none),
    ] -%}
    {% set sexes_and_ages = [] -%}
    {% for sex in ["L", "P", "X", "U"] -%}
        {% do sexes_and_ages.append((sex, none)) -%}
        {% for age in ["ANAK", "DEWASA", "U"] -%}
            {% do sexes_and_ages.append((sex ~ "_" ~ age, sex)) -%}
        {% endfor -%}
    {% endfor -%}
    {% set providers = [] -%}
    {% for agency, kinds in [
        ("social", "RPTC RPSA RPSW SENTRA UPTD_PPA LKS"),
        ("health", "PUSKESMAS RS_PPT_PKT RS KKP"),
    ] -%}
        {% do providers.append((agency, none)) -%}
        {% for kind in kinds.split() -%} {% do providers.append((kind, agency)) -%} {% endfor -%}
    {% endfor -%}
    {% set lists = {
        "age_rollup": ages,
        "sex_and_age": sexes_and_ages,
        "restitution_step": flat_list(
            "IN_FILE CLAIMED REQUESTED ASSESSED DEMANDED AWARDED PAID"
        ),
        "amount": flat_list("REQUESTED ASSESSED DEMANDED AWARDED PAID"),
        "count_range": flat_list("LOW BEST HIGH"),
        "suspect_stage": flat_list("TERSANGKA TERDAKWA TERPIDANA"),
        "serving_agency": flat_list("social health"),
        "provider": providers,
        "funnel": flat_list(funnel_stages()),
        "agencies_known": flat_list("1 2 3+"),
        "agencies_exactly": flat_list(agency_combinations()),
        "row_outcome": flat_list("WITHDRAWN SUPERSEDED REJECTED ACCEPTED"),
        "document": flat_list("LP CASE_FILE CLIENT VISIT"),
        "channel": flat_list(
            "A B POLRI KEJAKSAAN KEMENSOS KEMENKES UPTD_PPA KEMLU BP2MI "
            ~ "IMIGRASI LPSK LSM DESA KELUARGA SENDIRI LAIN"
        ),
        "next_step": flat_list(
            "LP SIDIK SPDP TAHAP1 P21 TAHAP2 LIMPAH PUTUSAN INKRACHT EKSEKUSI "
            ~ "STOPPED DONE"
        ),
        "waiting": flat_list("M0 M1 M3 M6 M12 NONE"),
        "deadline": flat_list("SPDP DETENTION"),
        "deadline_state": flat_list("SENT OPEN NOT_BEGUN HELD NOT_HELD"),
        "held": flat_list("Y T"),
        "need": flat_list(
            "NO_SERVICE NOT_BEGUN RUNNING BROKEN_OFF REFERRAL_OPEN "
            ~ "REFERRAL_REFUSED NOT_REINTEGRATED NO_FOLLOW_UP NO_CLAIM UNPAID"
        ),
        "gap": flat_list("SEX AGE ORIGIN CITIZENSHIP FORM VERDICT"),
        "completeness": flat_list(completeness_columns() | map("join", "__") | list),
    } -%}
    {% set rows = [] -%}
    {% for list, codes in lists.items() -%}
        {% for code, parent in codes -%}
            {% set above = (
                "'" ~ parent ~ "'"
                if parent
                else "cast(null as " ~ dbt.type_string() ~ ")"
            ) -%}
            {% do rows.append(
                "('" ~ list ~ "', '" ~ code ~ "', " ~ above ~ ", " ~ loop.index ~ ")"
            ) -%}
        {% endfor -%}
    {% endfor -%}
    select list_code, code, parent_code, code_order, true as is_always_shown
    from (values {{ rows | join(", ") }}) as listed(list_code, code, parent_code, code_order)
{%- endmacro %}

{# A list without roll-ups, from codes or from a text of codes with blanks between. #}
{% macro flat_list(codes) -%}
    {% set pairs = [] -%}
    {% for code in (codes.split() if codes is string else codes) -%}
        {% do pairs.append((code, none)) -%}
    {% endfor -%}
    {{ return(pairs) }}
{%- endmacro %}
