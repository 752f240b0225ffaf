"""Where things happen: provinces, regencies, district codes, and who handles a case from where."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import polars as pl

from contracts.synthetic.draws import Floats, Ints, Strings, weighted

# How the offices of a province call it where they do not use its full name.
SHORT_NAMES = {
    "31": "METRO JAYA",
    "34": "DIY",
    "19": "BABEL",
    "21": "KEPRI",
    "12": "SUMUT",
    "13": "SUMBAR",
    "16": "SUMSEL",
    "52": "NTB",
    "53": "NTT",
    "32": "JABAR",
    "33": "JATENG",
    "35": "JATIM",
    "61": "KALBAR",
    "62": "KALTENG",
    "63": "KALSEL",
    "64": "KALTIM",
    "65": "KALTARA",
    "71": "SULUT",
    "72": "SULTENG",
    "73": "SULSEL",
    "74": "SULTRA",
    "76": "SULBAR",
}


@dataclass(frozen=True)
class Places:
    """All regencies in code order, as parallel arrays, and the districts within them."""

    regencies: Strings  # dotted codes
    names: Strings  # "Kabupaten Aceh Selatan"
    provinces: Strings  # two digits
    population: Floats
    nik_prefixes: Strings  # six digits of every district, as an identity number begins
    province_names: Strings  # upper case, in the order of all_provinces
    former: Strings  # code from before a split, null where there was none
    first_district: Ints  # of each regency, in nik_prefixes
    districts: Ints  # number of districts of each regency

    @property
    def all_provinces(self) -> Strings:
        """The codes of the 38 provinces, in order."""
        return np.unique(self.provinces.astype(str)).astype(object)

    def draw(
        self, rng: np.random.Generator, size: int, province_weight: Mapping[str, float]
    ) -> Ints:
        """Regencies by weight of the province, then by population within it."""
        weight = np.zeros(len(self.regencies))
        for province, share in province_weight.items():
            inside = self.provinces == province
            weight[inside] = share * self.population[inside] / self.population[inside].sum()
        return weighted(rng, size, weight)

    def draw_within(self, rng: np.random.Generator, provinces: Strings) -> Ints:
        """A regency of each of these provinces, by population."""
        drawn = np.zeros(len(provinces), dtype=np.int64)
        for province in self.all_provinces:
            wanted = provinces == province
            if wanted.any():
                drawn[wanted] = self.draw(rng, int(wanted.sum()), {province: 1.0})
        return drawn

    def prefixes(self, rng: np.random.Generator, regencies: Ints) -> Strings:
        """Six digits of a district of each of these regencies."""
        offset = np.floor(rng.random(len(regencies)) * self.districts[regencies]).astype(np.int64)
        return self.nik_prefixes[self.first_district[regencies] + offset]

    def bare_names(self) -> Strings:
        """Regency names as people say them: without Kabupaten or Kota."""
        return _bare_names()


@cache
def places() -> Places:
    """The regions of today, with the district codes that identity numbers begin with.

    Districts of regencies split off after 2012 keep the prefix from before the split: an identity
    number names the place of first registration and is never re-issued.
    """
    folder = files("contracts.regions")
    regions = pl.read_csv(folder.joinpath("wilayah.csv").read_bytes(), infer_schema=False)
    regencies = regions.filter(pl.col("kode").str.len_chars() == 5).sort("kode")
    old = pl.read_csv(folder.joinpath("wilayah_lama.csv").read_bytes(), infer_schema=False)
    former = dict(zip(old["kode_baru"], old["kode_lama"], strict=True))
    districts = (
        pl.read_csv(folder.joinpath("kecamatan.csv").read_bytes(), infer_schema=False)
        .sort("kode")
        .with_columns(regency=pl.col("kode").str.slice(0, 5))
        .with_columns(first=pl.col("regency").replace(former))
        .with_columns(
            prefix=(pl.col("first") + pl.col("kode").str.slice(5)).str.replace_all(
                ".", "", literal=True
            )
        )
    )
    counts = districts.group_by("regency").agg(pl.len()).sort("regency")
    per_regency = regencies.join(
        counts, left_on="kode", right_on="regency", how="left", maintain_order="left"
    )
    sizes = per_regency["len"].fill_null(0).cast(pl.Int64).to_numpy()
    return Places(
        regencies=_strings(regencies["kode"]),
        names=_strings(regencies["nama"]),
        provinces=_strings(regencies["kode"].str.slice(0, 2)),
        population=(
            regencies["penduduk_l"].cast(pl.Float64) + regencies["penduduk_p"].cast(pl.Float64)
        ).to_numpy(),
        nik_prefixes=_strings(districts["prefix"]),
        province_names=_strings(
            regions.filter(pl.col("kode").str.len_chars() == 2)
            .sort("kode")["nama"]
            .str.to_uppercase()
        ),
        former=np.array([former.get(c) for c in regencies["kode"]], dtype=object),
        first_district=np.cumsum(sizes) - sizes,
        districts=sizes,
    )


@cache
def _bare_names() -> Strings:
    return _strings(pl.Series(places().names.tolist()).str.replace(r"^(Kabupaten|Kota) ", ""))


def _strings(series: pl.Series) -> Strings:
    return np.array(series.to_list(), dtype=object)
