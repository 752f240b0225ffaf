"""Canonical names of fictitious persons, with the flavour of where they come from.

The lists stand in `names.toml`. A rank in a list decides how frequent a name is (Zipf), so some
names are shared by very many persons, as in life.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import polars as pl

from contracts.synthetic.draws import Strings, filled, only, weighted

# Pool of given names by province; where none is named the national pool alone.
_POOL = {
    "11": "melayu",
    "12": "batak",
    "13": "minang",
    "14": "melayu",
    "15": "melayu",
    "16": "melayu",
    "17": "melayu",
    "18": "jawa",
    "19": "melayu",
    "21": "melayu",
    "31": "sunda",
    "32": "sunda",
    "33": "jawa",
    "34": "jawa",
    "35": "jawa",
    "36": "sunda",
    "51": "bali",
    "52": "sasak",
    "53": "ntt",
    "61": "dayak",
    "62": "dayak",
    "63": "melayu",
    "64": "dayak",
    "65": "dayak",
    "71": "minahasa",
    "72": "bugis",
    "73": "bugis",
    "74": "bugis",
    "75": "bugis",
    "76": "bugis",
    "81": "maluku",
    "82": "maluku",
} | {str(p): "maluku" for p in range(91, 97)}
_FAMILY_SHARE = {"batak": 0.85, "ntt": 0.8, "minahasa": 0.85, "maluku": 0.8, "bugis": 0.06}
_LOCAL_SHARE = 0.6  # first names from the pool of the region rather than the national one


@dataclass(frozen=True)
class Pool:
    """Given names of both sexes and family names (empty where there are none)."""

    male: Strings
    female: Strings
    family: Strings


@cache
def word_lists() -> dict[str, Any]:
    """The name file as it stands."""
    return tomllib.loads(files("contracts.synthetic").joinpath("names.toml").read_text("utf-8"))


def words(text: str) -> Strings:
    """A list of names: split at blanks, `_` standing for a blank within a name."""
    return np.array([w.replace("_", " ") for w in text.split()], dtype=object)


@cache
def pools() -> dict[str, Pool]:
    """All pools by name."""
    lists = word_lists()["pools"]
    return {
        name: Pool(words(p["male"]), words(p["female"]), words(p.get("family", "")))
        for name, p in lists.items()
    }


def zipf(rng: np.random.Generator, names: Strings, size: int) -> Strings:
    """Names by rank, the first the most frequent."""
    return names[weighted(rng, size, 1.0 / (np.arange(len(names)) + 3.0) ** 0.9)]


def indonesian(
    rng: np.random.Generator, women: np.ndarray, provinces: Strings, mononyms: float
) -> Strings:
    """One full name for each person of these provinces and sex."""
    size = len(women)
    pool_of = np.array([_POOL.get(p, "nusantara") for p in provinces], dtype=object)
    first, second = _given(rng, women, pool_of), _given(rng, women, pool_of)
    surnames = word_lists()["patronyms"]
    last_male, last_female = words(surnames["last_male"]), words(surnames["last_female"])
    last = np.where(women, zipf(rng, last_female, size), zipf(rng, last_male, size))
    family = np.full(size, None, dtype=object)
    for name, share in _FAMILY_SHARE.items():
        here = (pool_of == name) & (rng.random(size) < share)
        family[here] = zipf(rng, pools()[name].family, int(here.sum()))
    birth_order = words(word_lists()["pools"]["bali"]["order"])
    balinese = (pool_of == "bali") & (rng.random(size) < 0.75)
    first = np.where(balinese, birth_order[rng.integers(0, len(birth_order), size)], first)
    shape = rng.random(size)
    has_family = filled(family)
    single = (shape < mononyms) & ~has_family & ~balinese
    uses_last = (shape > 0.6) & ~has_family & ~balinese
    parts = pl.DataFrame(
        {
            "first": first.tolist(),
            "second": only(~(single | (shape > 0.75) | (first == second)), second).tolist(),
            "last": np.where(uses_last, last, family).tolist(),
        },
        schema={"first": pl.String, "second": pl.String, "last": pl.String},
    )
    full = parts.select(pl.concat_str("first", "second", "last", separator=" ", ignore_nulls=True))
    return np.array(full.to_series().to_list(), dtype=object)


def foreign(rng: np.random.Generator, women: np.ndarray, countries: Strings) -> Strings:
    """One full name for each person of these countries."""
    names = np.full(len(women), None, dtype=object)
    for country, lists in word_lists()["foreign"].items():
        here = np.flatnonzero(countries == country)
        given = np.where(
            women[here],
            zipf(rng, words(lists["female"]), len(here)),
            zipf(rng, words(lists["male"]), len(here)),
        )
        names[here] = given + " " + zipf(rng, words(lists["family"]), len(here))
    return names


def nicknames(rng: np.random.Generator, full: Strings, women: np.ndarray) -> Strings:
    """What each is called besides: the end of one of their names (Mulyani, Yani), or another name.

    Args:
        rng: Random stream.
        full: Full names; null for who has none.
        women: Whether each is a woman.
    """
    size, national = len(women), pools()["nusantara"]
    other = np.where(women, zipf(rng, national.female, size), zipf(rng, national.male, size))
    token = pl.Series(full.tolist(), dtype=pl.String).str.split(" ").list.last()
    own = (token.str.len_chars() >= 6).fill_null(value=False).to_numpy() & (rng.random(size) < 0.6)
    ends = np.array(token.str.slice(-4).str.to_titlecase().to_list(), dtype=object)
    return np.where(own, ends, other)


def addresses(rng: np.random.Generator, size: int) -> Strings:
    """Streets and hamlets that exist everywhere and nowhere."""
    lists = word_lists()["address"]
    hamlets, streets = words(lists["hamlet"]), words(lists["street"])
    frame = pl.DataFrame(
        {
            "hamlet": hamlets[rng.integers(0, len(hamlets), size)].tolist(),
            "street": streets[rng.integers(0, len(streets), size)].tolist(),
            "rt": rng.integers(1, 13, size),
            "rw": rng.integers(1, 9, size),
            "no": rng.integers(1, 190, size),
            "urban": rng.random(size) < 0.4,
        }
    )
    block = pl.format(
        " RT {}/RW {}",
        pl.col("rt").cast(pl.String).str.zfill(3),
        pl.col("rw").cast(pl.String).str.zfill(3),
    )
    text = (
        pl.when("urban")
        .then(pl.format("Jl. {} No. {}", "street", "no"))
        .otherwise(pl.format("Dusun {}", "hamlet"))
        + block
    )
    return np.array(frame.select(text).to_series().to_list(), dtype=object)


def companies(rng: np.random.Generator, size: int) -> Strings:
    """Company names made of invented words."""
    lists = word_lists()["companies"]
    first, second = words(lists["first"]), words(lists["second"])
    form = np.array(["PT ", "CV ", "PT. "], dtype=object)[rng.integers(0, 3, size)]
    return (
        form
        + first[rng.integers(0, len(first), size)]
        + " "
        + second[rng.integers(0, len(second), size)]
    )


def _given(rng: np.random.Generator, women: np.ndarray, pool_of: Strings) -> Strings:
    size = len(women)
    national = pools()["nusantara"]
    drawn = np.where(women, zipf(rng, national.female, size), zipf(rng, national.male, size))
    local = rng.random(size) < _LOCAL_SHARE
    for name in sorted({str(p) for p in pool_of}):
        pool = pools()[name]
        for sex, names in ((True, pool.female), (False, pool.male)):
            here = np.flatnonzero(local & (pool_of == name) & (women == sex))
            drawn[here] = zipf(rng, names, len(here))
    return drawn
