"""Planted persons: who finds one of these outside the restricted zone has found a leak.

Their names, numbers and addresses occur nowhere else, so that a plain text search proves
something. Tests plant them among other rows and then look for every marker.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from contracts.registry import of_agency, record_types


@dataclass(frozen=True)
class Canary:
    """One planted person or corporation: everything that must never leave."""

    name: str
    alias: str
    nik: str
    passport: str
    birthplace: str
    birth_date: str
    address: str
    sex: str
    origin: str


VICTIM = Canary(
    name="Kenarina Zulvexa Pratandur",
    alias="Zulvexina Kecil",
    nik="5371014507999998",
    passport="Z9990001",
    birthplace="Kuningjaya Kenari",
    birth_date="1999-07-05",
    address="Dusun Sangkarmas RT 991/RW 992",
    sex="P",
    origin="53.71",
)
SUSPECT = Canary(
    name="Burungan Quxindra Wesprata",
    alias="Bang Quxin",
    nik="3201012311889997",
    passport="Z9990002",
    birthplace="Kandangbesi Kenari",
    birth_date="1988-11-23",
    address="Jl. Sangkar Burungan No. 9993",
    sex="L",
    origin="32.01",
)
CHILD = Canary(
    name="Pipitania Vrolandari Xumantra",
    alias="Vrolanda Pipit",
    nik="3509014203119996",
    passport="Z9990003",
    birthplace="Sarangdaun Kenari",
    birth_date="2011-03-02",
    address="Dusun Sarangdaun RT 994/RW 995",
    sex="P",
    origin="35.09",
)
COMPANY = "PT Kenarimas Quxindo Sangkarutama"
NIB = "9900999900001"
CANARIES = (VICTIM, SUSPECT, CHILD)

LP = "LP/B/99871/VII/2024/SPKT/POLDA KENARI"
SPDP = "SPDP/99872/VII/RES.1.24/2024/KENARI"
REGISTER = "PDM-99873/KNRI/Eku.2/08/2024"
COURT = "99874/Pid.Sus/2024/PN Kenari"
CLIENT = "KENARI01/24/99875"
VISIT = "KENARI02-2499876"
PATIENT_FILE = "RM99877KNR"
_LOCAL = (LP, SPDP, REGISTER, COURT, CLIENT, VISIT, PATIENT_FILE)
PERIOD = "2024-09"


def markers() -> tuple[str, ...]:
    """Every text that gives a canary away, to be searched for without regard to case."""
    personal = (
        (c.name, c.alias, c.nik, c.passport, c.birthplace, c.birth_date, c.address)
        for c in CANARIES
    )
    return (*(text for canary in personal for text in canary), COMPANY, NIB, *_LOCAL)


def tables(agency: str) -> dict[str, pl.DataFrame]:
    """A small sound submission of an agency that holds the canaries, for period `PERIOD`.

    Returns:
        By record type of the agency, the columns of its contract as text.
    """
    return {r.name: _table(r.name, _ROWS[r.name]) for r in of_agency(agency)}


def planted(agency: str, submission: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The submission with the canaries' rows behind its own.

    Args:
        agency: Agency.
        submission: Tables by record type with the columns of their contracts, as text.
    """
    own = tables(agency)
    return {
        name: pl.concat([submission[name], rows], how="diagonal") if name in submission else rows
        for name, rows in own.items()
    }


def _identity(canary: Canary, age: int) -> dict[str, str]:
    return {
        "nama": canary.name,
        "alias": canary.alias,
        "nik": canary.nik,
        "no_paspor": canary.passport,
        "tempat_lahir": canary.birthplace,
        "tgl_lahir": canary.birth_date,
        "umur": str(age),
        "sumber_umur": "KTP",
        "jenis_kelamin": canary.sex,
        "kewarganegaraan": "IDN",
        "kode_wilayah_asal": canary.origin,
    }


def _table(record_type: str, rows: tuple[Mapping[str, str], ...]) -> pl.DataFrame:
    names = [c.name for c in record_types()[record_type].columns]
    cells = {name: [row.get(name) for row in rows] for name in names}
    return pl.DataFrame(cells, schema=dict.fromkeys(names, pl.String))


_VICTIM_AGE, _SUSPECT_AGE, _CHILD_AGE = 25, 35, 13
_IN_REPORT = {"no_lp": LP, "jenis_subjek": "ORANG"}
_AS_VICTIM = {"peran": "KORBAN", "status_korban": "TERIDENTIFIKASI"}
_ROWS: Mapping[str, tuple[Mapping[str, str], ...]] = MappingProxyType(
    {
        "police_cases": (
            {
                "no_lp": LP,
                "model_lp": "B",
                "tgl_lp": "2024-07-10",
                "kode_satker": "PLD53",
                "kode_wilayah_satker": "53",
                "kode_wilayah_kejadian": "53.71",
                "bentuk_eksploitasi": "KERJA_PMI",
                "tahap": "SPDP",
                "tgl_tahap": "2024-07-25",
                "no_spdp": SPDP,
                "tgl_spdp": "2024-07-25",
            },
        ),
        "police_persons": (
            {**_IN_REPORT, "no_urut": "1", **_AS_VICTIM, "alamat": VICTIM.address}
            | _identity(VICTIM, _VICTIM_AGE),
            {**_IN_REPORT, "no_urut": "2", **_AS_VICTIM, "alamat": CHILD.address}
            | _identity(CHILD, _CHILD_AGE),
            {
                **_IN_REPORT,
                "no_urut": "3",
                "peran": "TERSANGKA",
                "status_pelaku": "TERSANGKA",
                "alamat": SUSPECT.address,
            }
            | _identity(SUSPECT, _SUSPECT_AGE),
            {
                "no_lp": LP,
                "no_urut": "4",
                "peran": "TERSANGKA",
                "jenis_subjek": "KORPORASI",
                "status_pelaku": "TERSANGKA",
                "nama_badan": COMPANY,
                "nib": NIB,
            },
        ),
        "police_assets": (
            {
                "no_lp": LP,
                "no_urut_aset": "1",
                "jenis_aset": "UANG",
                "nilai_rp": "12500000",
                "no_urut_orang": "3",
                "status_aset": "DISITA",
            },
        ),
        "prosecution_defendants": (
            {
                "no_register_perkara": REGISTER,
                "no_urut": "1",
                "kode_satker": "KN5371",
                "kode_wilayah_satker": "53.71",
                "no_spdp": SPDP,
                "no_lp": LP,
                "tgl_tahap1": "2024-08-05",
                "no_perkara_pn": COURT,
                "jenis_subjek": "ORANG",
            }
            | _identity(SUSPECT, _SUSPECT_AGE),
        ),
        "prosecution_restitution": (
            {
                "no_register_perkara": REGISTER,
                "no_urut_korban": "1",
                "diajukan_rp": "15000000",
                "diputus_rp": "9000000",
            }
            | _identity(VICTIM, _VICTIM_AGE),
        ),
        "social_clients": tuple(
            {
                "no_klien": number,
                "kode_lembaga": "RPTC99",
                "jenis_lembaga": "RPTC",
                "kode_wilayah_lembaga": "53.71",
                "tgl_masuk": "2024-07-15",
                "rujukan_dari": "POLRI",
                "no_lp": LP,
                "jenis_kasus": "TPPO",
                "status_korban": "TERIDENTIFIKASI",
            }
            | _identity(canary, age)
            for number, canary, age in (
                (CLIENT, VICTIM, _VICTIM_AGE),
                (f"{CLIENT}-2", CHILD, _CHILD_AGE),
            )
        ),
        "social_services": (
            {
                "no_klien": CLIENT,
                "no_urut": "1",
                "jenis_layanan": "SHELTER",
                "tgl_mulai": "2024-07-15",
                "status_layanan": "BERJALAN",
            },
        ),
        "social_referrals": (
            {
                "no_klien": CLIENT,
                "no_urut": "1",
                "arah": "MASUK",
                "instansi_mitra": "POLRI",
                "tgl_rujuk": "2024-07-15",
                "status_rujukan": "DITERIMA",
            },
        ),
        "health_visits": (
            {
                "no_kunjungan": VISIT,
                "kode_faskes": "RSU5371",
                "jenis_faskes": "RS",
                "kode_wilayah_faskes": "53.71",
                "no_rm": PATIENT_FILE,
                "tgl_kunjungan": "2024-07-18",
                "rujukan_dari": "KEMENSOS",
                "dugaan": "TPPO",
                "layanan": "RAWAT_JALAN",
            }
            | _identity(VICTIM, _VICTIM_AGE),
        ),
        "health_facilities": (
            {
                "kode_faskes": "RSU5371",
                "nama_faskes": "RS Contoh Kupang",
                "jenis_faskes": "RS",
                "kode_wilayah": "53.71",
                "mampu_ktpa": "Y",
                "tgl_berlaku": "2024-01-01",
            },
        ),
    }
)
