"""The calibration of the fictitious world: every rate, with its default and where it comes from.

"Published" means figures that Indonesian agencies gave to the press or in annexes of the national
action plan; "assumed" means that no published figure was found. Change any of them with
`dataclasses.replace`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


def _fixed(values: Mapping) -> Mapping:
    return field(default_factory=lambda: MappingProxyType(dict(values)))


# Shares of women, girls, men, boys among victims.
SexAge = tuple[float, float, float, float]


@dataclass(frozen=True)
class CaseParameters:
    """How many events there are, of what kind and size."""

    # Relative weight of a year: laporan polisi published for 2015-2019 (554 in five years), 2023
    # (1,061 cases) and first half of 2025 (189); years between are assumed.
    yearly_weight: Mapping[int, float] = _fixed(
        dict.fromkeys(range(2010, 2020), 110.0)
        | {2020: 150.0, 2021: 200.0, 2022: 250.0, 2023: 1061.0, 2024: 450.0, 2025: 450.0}
    )
    later_years_weight: float = 450.0
    # The police surge of June to September 2023: 855 of the year's 1,061, published.
    surge_year: int = 2023
    surge_months: tuple[int, int] = (6, 9)
    surge_share: float = 0.72
    # Victims per event: zero-truncated negative binomial. Published ratios of victims to reports:
    # 4.8 (2015-2019), 4.3 falling to 3.2 (2023), 2.9 (first half of 2025).
    mean_victims: float = 3.2
    victims_dispersion: float = 0.45
    # One Polda reported 1,337 victims in 43 cases in one week of 2023: a few events are huge.
    giant_share: float = 0.0003
    giant_range: tuple[int, int] = (100, 600)
    # Suspects per event: published 1.1 to 1.24 per report; corporate share is assumed.
    mean_suspects: float = 1.2
    suspects_dispersion: float = 0.3
    max_suspects: int = 20
    corporate_share: float = 0.03
    # Form of exploitation by report: 893 counts of modus on 855 reports, September 2023; SCAM is
    # assumed from what the missions abroad reported from 2021 on.
    form_weight: Mapping[str, float] = _fixed(
        {
            "KERJA_PMI": 0.55,
            "SEKSUAL": 0.29,
            "ANAK": 0.07,
            "KERJA_LAUT": 0.015,
            "SCAM": 0.05,
            "KERJA_DN": 0.015,
            "KAWIN": 0.006,
            "ADOPSI": 0.006,
            "ORGAN": 0.003,
            "PERBUDAKAN": 0.005,
        }
    )
    # Scam compounds are reported from 2021 on and more each year until the weight is reached.
    scam_rises: tuple[int, int] = (2020, 2024)
    # Size of an event relative to the mean: labour cases move groups, the others few. Assumed.
    form_size: Mapping[str, float] = _fixed(
        {"KERJA_PMI": 1.35, "SEKSUAL": 0.55, "ANAK": 0.4, "SCAM": 1.2, "KERJA_LAUT": 1.2}
    )
    second_form_share: float = 0.05
    # Reports per event: one for most. Assumed.
    reports_per_event: tuple[float, ...] = (0.88, 0.09, 0.03)
    # Events that the police never see, only shelters or hospitals. Assumed.
    police_share: float = 0.88
    # Published victims by province of handling (January to July 2024: Kepri 140, Kaltara 130,
    # Jabar 79) and reports by Polda (June 2023): gateways handle what others recruit.
    gateway_share: float = 0.45
    gateway_weight: Mapping[str, float] = _fixed(
        {
            "21": 0.20,
            "65": 0.17,
            "61": 0.14,
            "32": 0.14,
            "31": 0.10,
            "12": 0.08,
            "33": 0.06,
            "36": 0.04,
            "14": 0.04,
            "35": 0.03,
        }
    )


@dataclass(frozen=True)
class PersonParameters:
    """Who the victims and the suspects are."""

    # Women, girls, men, boys among victims by first year, from the police figures: 2015-2019
    # (2,648 victims), 5 to 20 June 2023 (1,572), first half of 2025 (556).
    victim_sex_age: Mapping[int, SexAge] = _fixed(
        {
            2010: (0.773, 0.103, 0.120, 0.004),
            2020: (0.452, 0.055, 0.465, 0.028),
            2024: (0.468, 0.081, 0.410, 0.041),
        }
    )
    # The same within a form, where the form decides; KERJA_PMI takes what is left. Assumed, but
    # scam victims are mostly men (7 of 9 returnees of 2023, published).
    form_sex_age: Mapping[str, SexAge] = _fixed(
        {
            "SEKSUAL": (0.84, 0.14, 0.01, 0.01),
            "ANAK": (0.0, 0.70, 0.0, 0.30),
            "SCAM": (0.24, 0.01, 0.74, 0.01),
            "KERJA_LAUT": (0.0, 0.0, 0.96, 0.04),
            "KERJA_DN": (0.55, 0.10, 0.30, 0.05),
            "KAWIN": (0.75, 0.25, 0.0, 0.0),
            "ADOPSI": (0.10, 0.45, 0.0, 0.45),
            "ORGAN": (0.15, 0.0, 0.85, 0.0),
            "PERBUDAKAN": (0.50, 0.10, 0.35, 0.05),
        }
    )
    # No Indonesian figure for the sex of suspects exists; verdict samples and the UNODC give
    # 30 to 45 % women. Age of defendants: median 34, quartiles 28 to 40 in 38 verdicts.
    suspect_women: float = 0.38
    suspect_age_median: float = 34.0
    suspect_age_sigma: float = 0.26
    foreign_victims: float = 0.012
    foreign_suspects: float = 0.02
    # Origin of the social ministry's clients 2024 mixed with the sending weights of migrant
    # workers (Jatim 27 %, Jateng 22 %, Jabar 21 %, NTB 10 %, Lampung 8 %), both published.
    origin_weight: Mapping[str, float] = _fixed(
        {
            "35": 23.0,
            "33": 15.0,
            "32": 16.0,
            "52": 15.0,
            "18": 5.5,
            "11": 5.0,
            "12": 4.5,
            "53": 5.5,
            "73": 3.0,
            "21": 2.5,
            "14": 1.5,
            "16": 1.5,
            "15": 1.2,
            "36": 2.0,
            "31": 1.2,
            "13": 1.0,
            "61": 1.5,
            "17": 0.6,
        }
    )
    other_origin_weight: float = 0.4
    recruited_together: float = 0.7  # share of victims from the regency of recruitment; assumed
    repeat_victims: float = 0.03
    repeat_suspects: float = 0.08
    victim_turned_suspect: float = 0.01
    victim_and_suspect_in_case: float = 0.005
    mononyms: float = 0.22
    # Birth years forged in papers, same day and month, both ways: reported, share assumed.
    forged_adults: float = 0.05
    forged_children: float = 0.15


@dataclass(frozen=True)
class Profile:
    """How faithfully one kind of record keeps a person's identity. All rates are assumed."""

    nik: float
    birth_date: float
    age: float
    birthplace: float
    origin: float
    passport: float = 0.10
    nik_digit_error: float = 0.02
    nik_other_person: float = 0.01
    nik_malformed: float = 0.004
    nik_punctuated: float = 0.01
    uses_papers: float = 0.6  # records the forged year where papers are forged
    estimated_birth: float = 0.08  # 1 January of a guessed year
    year_only: float = 0.05
    month_only: float = 0.01
    swapped_birth: float = 0.012
    spelling: float = 0.10
    old_spelling: float = 0.03
    typo: float = 0.05
    dropped_token: float = 0.05
    swapped_tokens: float = 0.02
    fused_tokens: float = 0.015
    title: float = 0.04
    patronym: float = 0.05
    initials: float = 0.01
    alias: float = 0.08
    alias_for_name: float = 0.01
    no_name: float = 0.005
    sex_error: float = 0.004


@dataclass(frozen=True)
class AgencyParameters:
    """What each agency covers, how late, and how it writes."""

    profiles: Mapping[str, Profile] = _fixed(
        {
            "KORBAN": Profile(nik=0.70, birth_date=0.78, age=0.9, birthplace=0.6, origin=0.92),
            "PELAKU": Profile(
                nik=0.90, birth_date=0.92, age=0.9, birthplace=0.85, origin=0.93, alias=0.08
            ),
            "DEFENDANT": Profile(nik=0.85, birth_date=0.92, age=0.8, birthplace=0.85, origin=0.9),
            "RESTITUTION": Profile(
                nik=0.10, birth_date=0.12, age=0.75, birthplace=0.4, origin=0.4, initials=0.6
            ),
            "CLIENT": Profile(
                nik=0.60, birth_date=0.72, age=0.85, birthplace=0.5, origin=0.93, passport=0.15
            ),
            "PATIENT": Profile(
                nik=0.40,
                birth_date=0.75,
                age=0.85,
                birthplace=0.2,
                origin=0.75,
                estimated_birth=0.12,
                typo=0.08,
            ),
        }
    )
    victims_recorded: float = 0.93  # of an event's victims, by the police
    witnesses_per_report: float = 0.3
    assets_per_report: float = 0.35
    # 413 case files on 554 reports 2015-2019; in the surge far fewer.
    prosecuted: float = 0.75
    prosecuted_in_surge: float = 0.25
    stopped: float = 0.3  # of the reports that do not get there; assumed
    split_files: float = 0.35
    copied_from_police: float = 0.5
    # Verdicts: 15 of 38 exactly at the old minimum of 1,080 days, fine in 35 (published sample).
    # The special minimum fell on 2 January 2026.
    minimum_sentence_share: float = 0.4
    minimum_sentence_until: str = "2026-01-02"
    sentence_median_days: float = 1440.0
    acquitted: float = 0.04
    # Restitution: 8 % of verdicts; LPSK assessed a mean of Rp17.1 million per request in 2024.
    claims_restitution: float = 0.12
    restitution_mean_rp: float = 17_100_000.0
    restitution_awarded: float = 0.6
    # Multi-list studies abroad find 5 to 9 %; services here follow referral: 10 to 35 %.
    referred_to_social: float = 0.24
    unknown_to_police_sheltered: float = 0.6
    other_clients: float = 0.25
    second_stay: float = 0.07
    police_to_health: float = 0.12
    social_to_health: float = 0.3
    other_patients: float = 0.8
    # Units beside the 38 Polda: one for so many events.
    events_per_unit: int = 75


@dataclass(frozen=True)
class SubmissionParameters:
    """How the units send what they have: formats, delays, revisions, faults."""

    formats: Mapping[str, float] = _fixed({"csv": 0.74, "xlsx": 0.19, "parquet": 0.07})
    nil_returns: float = 0.35  # of empty months; the others stay silent
    sent_a_month_late: float = 0.04  # a silent month, its rows come with the next
    late: float = 0.1
    revised: float = 0.08
    messy_units: float = 0.4
    invalid_rows: float = 0.004


@dataclass(frozen=True)
class Parameters:
    """All of them."""

    cases: CaseParameters = field(default_factory=CaseParameters)
    persons: PersonParameters = field(default_factory=PersonParameters)
    agencies: AgencyParameters = field(default_factory=AgencyParameters)
    submissions: SubmissionParameters = field(default_factory=SubmissionParameters)
