"""The identity block of a record: what an office wrote down of a person, with its errors."""

import numpy as np
import polars as pl

from contracts.synthetic import nik, spelling
from contracts.synthetic.draws import Floats, Ints, Strings, chance, choose, filled, only, year_of
from contracts.synthetic.parameters import Profile
from contracts.synthetic.places import places

COLUMNS = (
    "nama",
    "alias",
    "nik",
    "no_paspor",
    "tempat_lahir",
    "tgl_lahir",
    "umur",
    "sumber_umur",
    "jenis_kelamin",
    "kewarganegaraan",
    "kode_wilayah_asal",
)
_AGE_SOURCE = {"KTP": 0.35, "NIK": 0.2, "AKTA": 0.1, "PASPOR": 0.1, "PERNYATAAN": 0.25}
_GUESSED_AGE_SOURCE = {"PERNYATAAN": 0.5, "TAKSIRAN_MEDIS": 0.2, "TAKSIRAN_PETUGAS": 0.3}


def recorded(
    rng: np.random.Generator, persons: pl.DataFrame, day: Ints, profile: Profile
) -> pl.DataFrame:
    """The identity block for these persons on these days.

    Args:
        rng: Random stream.
        persons: One row per record, columns as `people.persons` gives them.
        day: Date of each record (days since 1970).
        profile: How faithful this kind of record is.

    Returns:
        One row per record, the columns of the identity block as text, `tgl_lahir` in ISO form.
        Corporations have an empty block.
    """
    size = len(persons)
    women, natural = persons["woman"].to_numpy(), ~persons["is_corporation"].to_numpy()
    father, alias = _strings(persons["father"]), _strings(persons["alias"])
    name = spelling.recorded(rng, _strings(persons["name"]), father, women, profile)
    other_name = chance(rng, size, profile.alias_for_name) & filled(name)
    birth, text, guessed = _births(rng, persons, day, profile)
    age = _ages(rng, birth, day, profile)
    source = np.where(
        guessed, choose(rng, size, _GUESSED_AGE_SOURCE), choose(rng, size, _AGE_SOURCE)
    )
    sex = np.where(women != chance(rng, size, profile.sex_error), "P", "L").astype(object)
    sex[_holder_number(persons) < 0.0015] = "X"
    sex[chance(rng, size, 0.002)] = "U"
    citizenship = _strings(persons["citizenship"])
    with_passport = chance(rng, size, np.where(citizenship == "IDN", profile.passport, 0.7))
    place = _strings(persons["birthplace"])
    columns = {
        "nama": np.where(other_name, alias, name),
        "alias": only(chance(rng, size, profile.alias), alias),
        "nik": _niks(rng, persons, profile),
        "no_paspor": only(with_passport, _strings(persons["passport"])),
        "tempat_lahir": only(chance(rng, size, profile.birthplace), place),
        "tgl_lahir": text,
        "umur": age,
        "sumber_umur": only(chance(rng, size, 0.55) & filled(age), source),
        "jenis_kelamin": only(~chance(rng, size, 0.01), sex),
        "kewarganegaraan": only(chance(rng, size, 0.97), citizenship),
        "kode_wilayah_asal": _origins(rng, persons, profile),
    }
    block = {c: only(natural, v).tolist() for c, v in columns.items()}
    return pl.DataFrame(block, schema=dict.fromkeys(COLUMNS, pl.String))


def _births(
    rng: np.random.Generator, persons: pl.DataFrame, day: Ints, profile: Profile
) -> tuple[Ints, Strings, np.ndarray]:
    """The birth date the office goes by, what it wrote of it, and whether it guessed."""
    size = len(persons)
    from_papers = chance(rng, size, profile.uses_papers)
    true, forged = persons["birth"].to_numpy(), persons["forged_birth"].to_numpy()
    birth = np.where(from_papers, forged, true)
    guessed = chance(rng, size, profile.estimated_birth)
    guess = np.minimum(year_of(birth) + rng.integers(-2, 3, size), year_of(day))
    first = (guess - 1970).astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
    birth = np.where(guessed, first, birth)
    iso = pl.Series(birth.astype(np.int32)).cast(pl.Date).dt.strftime("%Y-%m-%d")
    parts = pl.DataFrame({"iso": iso, "form": rng.random(size)}).with_columns(
        year=pl.col("iso").str.slice(0, 4),
        month=pl.col("iso").str.slice(5, 2),
        day=pl.col("iso").str.slice(8, 2),
    )
    edges = np.cumsum([profile.year_only, profile.month_only, profile.swapped_birth])
    form, swaps = pl.col("form"), pl.col("day") <= "12"
    written = (
        pl.when(form < edges[0])
        .then(pl.col("year"))
        .when(form < edges[1])
        .then(pl.col("iso").str.slice(0, 7))
        .when((form < edges[2]) & swaps)
        .then(pl.concat_str("year", "day", "month", separator="-"))
        .otherwise("iso")
    )
    text = _strings(parts.select(written).to_series())
    return birth, only(chance(rng, size, profile.birth_date), text), guessed


def _ages(rng: np.random.Generator, birth: Ints, day: Ints, profile: Profile) -> Strings:
    size = len(birth)
    years = pl.DataFrame(
        {
            "birth": pl.Series(birth.astype(np.int32)).cast(pl.Date),
            "day": pl.Series(day.astype(np.int32)).cast(pl.Date),
            "off": np.where(chance(rng, size, 0.03), rng.integers(-2, 3, size), 0),
        }
    )
    before_birthday = pl.col("day").dt.strftime("%m%d") < pl.col("birth").dt.strftime("%m%d")
    age = pl.col("day").dt.year() - pl.col("birth").dt.year() - before_birthday.cast(pl.Int32)
    whole = years.select((age + pl.col("off")).clip(0, 100).cast(pl.String)).to_series()
    return only(chance(rng, size, profile.age), _strings(whole))


def _niks(rng: np.random.Generator, persons: pl.DataFrame, profile: Profile) -> Strings:
    """The NIK where the office has it; half of who lacks it lacks it everywhere."""
    size = len(persons)
    own = rng.random(size)
    has = np.where(chance(rng, size, 0.5), own, _holder_number(persons)) < profile.nik
    numbers = only(has, _strings(persons["nik"]))
    form, known = rng.random(size), filled(numbers)
    edges = np.cumsum(
        [
            profile.nik_digit_error,
            profile.nik_other_person,
            profile.nik_malformed,
            profile.nik_punctuated,
        ]
    )
    kind = np.where(known, np.searchsorted(edges, form, side="right"), 4)
    changes = (nik.with_wrong_digit, _of_another, nik.malformed, nik.punctuated)
    # Four in ten carry the number of whoever stands before them in the same document.
    before = np.roll(numbers, 1)
    shared = (kind == 1) & filled(before) & chance(rng, size, 0.4)
    numbers[shared], kind[shared] = before[shared], len(changes)
    for i, change in enumerate(changes):
        here = np.flatnonzero(kind == i)
        numbers[here] = change(rng, numbers[here].tolist())
    return numbers


def _holder_number(persons: pl.DataFrame) -> Floats:
    """A number in [0, 1) that goes with a person through all records."""
    return (persons["person"].to_numpy() * 2654435761 % 2**32) / 2**32


def _of_another(rng: np.random.Generator, numbers: list[str]) -> list[str]:
    """Somebody else's number: of a relative of the same district born some years apart."""
    years = rng.integers(18, 35, len(numbers))
    serials = rng.integers(9000, 10000, len(numbers))
    return [
        n[:10] + f"{(int(n[10:12]) - int(y)) % 100:02d}{s}"
        for n, y, s in zip(numbers, years, serials, strict=True)
    ]


def _origins(rng: np.random.Generator, persons: pl.DataFrame, profile: Profile) -> Strings:
    size, where = len(persons), places()
    regency = persons["regency"].to_numpy()
    code = where.regencies[np.maximum(regency, 0)]
    province = where.provinces[np.maximum(regency, 0)]
    code = np.where(chance(rng, size, 0.1), province, code)
    former = where.former[np.maximum(regency, 0)]
    code = np.where(filled(former) & chance(rng, size, 0.06), former, code)
    return only(chance(rng, size, profile.origin) & (regency >= 0), code)


def _strings(series: pl.Series) -> Strings:
    return np.array(series.to_list(), dtype=object)
