"""The specification of the person model of this warehouse, before training."""

from transforms.linkage.contexts import case_comparisons, person_comparisons
from transforms.linkage.specification import BlockingKey, Model, Thresholds


def blocking_keys() -> tuple[BlockingKey, ...]:
    """What brings two person records together; every family names why it is there."""
    return (
        BlockingKey("nik", ("nik_hash",)),
        BlockingKey("nik_one_digit", ("nik_masked_hashes",)),
        BlockingKey("passport", ("passport_hash",)),
        BlockingKey("local_number", ("local_person_hash",)),
        BlockingKey("birth_date_sex", ("birth_keys", "sex_code"), refine=("tokens",)),
        BlockingKey("birth_date_name", ("birth_keys", "tokens"), refine=("sex_code",)),
        BlockingKey("day_month_name", ("birth_day_month_hash", "tokens"), refine=("sex_code",)),
        BlockingKey(
            "name_year",
            ("name_key",),
            band="birth_year",
            band_width=3,
            refine=("sex_code", "origin_province_code"),
        ),
        BlockingKey(
            "name",
            ("name_key",),
            largest_group=60,
            refine=("origin_province_code", "origin_regency_code"),
        ),
        BlockingKey(
            "token_year",
            ("tokens", "sex_code"),
            band="birth_year",
            band_width=2,
            refine=("origin_province_code", "origin_regency_code"),
        ),
        BlockingKey(
            "token_origin",
            ("tokens", "origin_province_code"),
            largest_group=60,
            refine=("origin_regency_code", "sex_code"),
        ),
        BlockingKey("rare_token", ("rare_tokens",), largest_group=30, refine=("sex_code",)),
        BlockingKey(
            "birthplace_year",
            ("birthplace_phonetic_hash", "sex_code"),
            band="birth_year",
            band_width=1,
            largest_group=60,
        ),
        BlockingKey(
            "home_year",
            ("origin_regency_code", "sex_code"),
            band="birth_year",
            band_width=1,
            largest_group=60,
        ),
        BlockingKey("case", ("case_row",), largest_group=120, refine=("sex_code", "tokens")),
    )


def untrained() -> Model:
    """The person model with fixed parameters where a sample cannot tell, and none elsewhere."""
    return Model(
        name="persons",
        version="0",
        prior=2.5e-4,
        prior_records=3_500,
        comparisons=person_comparisons(),
        case_comparisons=case_comparisons(),
        blocking=blocking_keys(),
        thresholds=Thresholds(candidate=-6.0, review=0.0, link=3.0, core=9.0, case_link=7.0),
    )
