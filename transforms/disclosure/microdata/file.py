"""The two microdata files of victims: the licensed one and the public one.

A file is one row a person, under a pseudonym that no other file shares. How alike its records are
is measured on the result.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from transforms.disclosure.microdata.measures import Measures, measure
from transforms.disclosure.microdata.recoding import (
    AGES,
    BROAD_AGES,
    FORMS,
    RARE_FORMS,
    UNKNOWN,
    Recoding,
    province_groups,
    recode,
    recode_until,
    year_bands,
)
from transforms.disclosure.microdata.suppression import suppress_locally

_PLACES = province_groups([str(code) for code in range(11, 100)])  # of all, whoever was drawn
BLANK = "*"  # a value taken out; UNKNOWN is one that nobody recorded
_FEW_CASES = 50  # provinces with fewer records are shown as their island group
_FEW_OF_FORM = 20  # forms with fewer are shown as other ones: tables cross them with age and sex


@dataclass(frozen=True)
class FilePlan:
    """How a file is made.

    Attributes:
        name: `licensed` or `public`.
        k: Records of a class.
        distinct_l: Values of each sensitive column in a class; 1 asks for nothing.
        quasi: Quasi-identifiers, the one that is blanked first in front.
        sensitive: Sensitive columns.
        always: Recodings of every file of this name.
        further: Recodings added in order while more records are at risk than `tolerated`.
        tolerated: Share of records that is left to local suppression.
    """

    name: str
    k: int
    distinct_l: int
    quasi: tuple[str, ...]
    sensitive: tuple[str, ...]
    always: tuple[Recoding, ...]
    further: tuple[Recoding, ...]
    tolerated: float


@dataclass(frozen=True)
class MicrodataFile:
    """A file as it goes out, and what is known of it.

    Attributes:
        plan: How it was made.
        records: `record` (pseudonym), the quasi-identifiers, the sensitive columns; all String,
            `*` where blanked; sorted by pseudonym.
        measures: By sensitive column.
        blanked: Values blanked, by quasi-identifier.
        dropped: Persons who were drawn and could not be made safe.
        recodings: How many of the further recodings were used.
        codes: Per column (and year) and code shown, the codes of the records that it stands for.
        drawn: Confidential: person_id of all who were drawn.
        shown: Confidential: person_id and what the file shows of each, null where blanked; the year
            too where it is no column.
    """

    plan: FilePlan
    records: pl.DataFrame
    measures: Mapping[str, Measures]
    blanked: Mapping[str, int]
    dropped: int
    recodings: int
    codes: Mapping[str, Mapping[str, tuple[str, ...]]]
    drawn: tuple[str, ...]
    shown: pl.DataFrame


def victims(
    fct_victims: pl.DataFrame, bridge_exploitation: pl.DataFrame, dim_cases: pl.DataFrame
) -> pl.DataFrame:
    """One row a victim: the first case of each and the strongest status, as tables count them.

    Args:
        fct_victims: The mart, one row a person and case.
        bridge_exploitation: bridge_victim_exploitation, one row a person, case and form.
        dim_cases: The mart.

    Returns:
        person_id and, as text, sex, age, citizenship (WNI, WNA, U), origin, province (of the
        case), year, form (`JAMAK`: several), status; `U` where not known; `forms`, all of them;
        sorted by person_id.
    """
    keys = ["person_id", "case_id"]
    forms = (
        bridge_exploitation.filter(pl.col("exploitation_code") != UNKNOWN)
        .group_by(keys)
        .agg(
            forms=pl.col("exploitation_code").unique().sort(),
            form=pl.when(pl.col("exploitation_code").n_unique() > 1)
            .then(pl.lit("JAMAK"))
            .otherwise(pl.col("exploitation_code").min()),
        )
    )
    first = (
        fct_victims.filter(pl.col("victim_status_code") != "DITOLAK")
        .with_columns(pl.col("victim_status_code").max().over("person_id"))
        .sort("person_id", "first_recorded_date", "case_id", nulls_last=True)
        .unique("person_id", keep="first", maintain_order=True)
    )
    citizenship = (
        pl.when(pl.col("citizenship_code") == "IDN")
        .then(pl.lit("WNI"))
        .when(pl.col("citizenship_code") != "UNK")
        .then(pl.lit("WNA"))
    )
    columns = {
        "sex": pl.col("sex_code"),
        "age": pl.col("age_group_code"),
        "citizenship": citizenship,
        "origin": pl.col("origin_province_code"),
        "province": pl.col("province_code"),
        "year": pl.col("first_recorded_year").cast(pl.String),
        "form": pl.col("form"),
        "status": pl.col("victim_status_code"),
    }
    return (
        first.join(forms, on=keys, how="left")
        .join(dim_cases.select("case_id", "province_code"), on="case_id", how="left")
        .select(
            "person_id",
            *(e.fill_null(UNKNOWN).alias(n) for n, e in columns.items()),
            pl.col("forms").fill_null(pl.lit([UNKNOWN])),
        )
        .sort("person_id")
    )


def licensed(records: pl.DataFrame, k: int = 5) -> FilePlan:
    """The plan of the file for licensed researchers, in a safe room."""
    return FilePlan(
        name="licensed",
        k=k,
        distinct_l=1,
        quasi=_of_years(records, "origin", "province", "age", "citizenship", "year", "sex"),
        sensitive=("form", "status"),
        always=(
            Recoding("age", BROAD_AGES),
            Recoding("origin", _PLACES, below=k),
            Recoding("form", RARE_FORMS, below=_FEW_OF_FORM),
        ),
        further=(
            Recoding("origin", _PLACES, below=_FEW_CASES),
            Recoding("province", _PLACES, below=_FEW_CASES),
            Recoding("origin", _PLACES),
            Recoding("age", {**AGES, "00-14": "ANAK", "40+": "DEWASA"}),
            Recoding("province", _PLACES),
            Recoding("year", year_bands(sorted(set(records["year"])), 2)),
        ),
        tolerated=0.15,
    )


def public(records: pl.DataFrame, k: int = 11, distinct_l: int = 2) -> FilePlan:
    """The plan of the public file: province or island group, sex, child or adult, form, years."""
    return FilePlan(
        name="public",
        k=k,
        distinct_l=distinct_l,
        quasi=_of_years(records, "province", "year", "age", "sex"),
        sensitive=("form",),
        always=(
            Recoding("age", AGES),
            Recoding("year", year_bands(sorted(set(records["year"])), 2)),
            Recoding("form", FORMS),
            Recoding("province", _PLACES, below=_FEW_CASES),
        ),
        further=(Recoding("province", _PLACES),),
        tolerated=0.05,
    )


def _of_years(records: pl.DataFrame, *quasi: str) -> tuple[str, ...]:
    """The quasi-identifiers; in the file of one year the year tells nobody apart."""
    is_one = records["year"].n_unique() <= 1
    return tuple(name for name in quasi if name != "year" or not is_one)


def make_file(records: pl.DataFrame, plan: FilePlan, file_key: bytes) -> MicrodataFile:
    """Recode, suppress locally, measure.

    Args:
        records: As `victims` gives them, of those who were drawn. The file hangs on nobody else, so
            that it tells of the others no more than that they may be anybody.
        plan: `licensed` or `public`.
        file_key: 32 random bytes made for this file alone and thrown away with it: with them gone
            nobody can tell which records of two files are of one person.
    """
    original = records
    for recoding in plan.always:
        records = recode(records, recoding)
    limits = {"k": plan.k, "distinct_l": plan.distinct_l}
    records, used = recode_until(
        records, plan.further, plan.quasi, plan.sensitive, tolerated=plan.tolerated, **limits
    )
    done = suppress_locally(records, plan.quasi, plan.sensitive, **limits)
    pseudonyms = [
        hmac.digest(file_key, person.encode(), hashlib.sha256).hex()[:16]
        for person in done.records["person_id"]
    ]
    shown = (
        done.records.with_columns(pl.Series("record", pseudonyms, pl.String))
        .select("record", pl.col(plan.quasi).fill_null(BLANK), pl.col(plan.sensitive))
        .sort("record")
    )
    measures = {
        name: measure(shown, plan.quasi, name) for name in plan.sensitive if not shown.is_empty()
    }
    named = [name for name in records.columns if name in {*plan.quasi, *plan.sensitive, "year"}]
    return MicrodataFile(
        plan=plan,
        records=shown,
        measures=measures,
        blanked=done.blanked,
        dropped=done.dropped,
        recodings=used,
        codes={name: _codes(original[name], records[name]) for name in named},
        drawn=tuple(original["person_id"]),
        shown=done.records.select("person_id", *named),
    )


def _codes(original: pl.Series, shown: pl.Series) -> dict[str, tuple[str, ...]]:
    pairs = pl.DataFrame({"shown": shown, "original": original}).unique()
    groups = pairs.group_by("shown").agg(pl.col("original").sort()).sort("shown")
    return {code: tuple(originals) for code, originals in groups.rows()}


def codes_of(file: MicrodataFile, records: pl.DataFrame) -> dict[str, dict[str, tuple[str, ...]]]:
    """Per column and code shown all codes of the population that it stands for.

    Whoever reads the file knows the groups, and not which of their codes nobody drawn has.

    Args:
        file: As `make_file` made it.
        records: All records, those too that were not drawn.
    """
    steps = (*file.plan.always, *file.plan.further[: file.recodings])
    found = {}
    for name, shown in file.codes.items():
        members = {code: set(of) for code, of in shown.items()}
        drawn = {own for of in shown.values() for own in of}
        for own in set(records[name]) - drawn:
            code = own
            for step in steps:  # a code that nobody has is a rare one
                code = step.groups.get(code, code) if step.column == name else code
            members.setdefault(code, set()).add(own)
        found[name] = {code: tuple(sorted(of)) for code, of in sorted(members.items())}
    return found
