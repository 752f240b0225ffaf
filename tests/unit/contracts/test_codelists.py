"""The code lists hold exactly the codes that were agreed, and no cell can mean two of them."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from contracts import codelists
from contracts.messages import LANGUAGES, subject_texts
from contracts.registry import record_types

FOLDER = Path(codelists.__file__).parent
# As agreed with the agencies: what is dropped here would refuse their cells.
AGREED = {
    "bentuk_eksploitasi": """
        SEKSUAL KERJA_PMI KERJA_LAUT KERJA_DN SCAM ANAK KAWIN ADOPSI ORGAN PERBUDAKAN
        LAIN U
    """,
    "tindakan": "PEREKRUTAN PENGANGKUTAN PENAMPUNGAN PENGIRIMAN PEMINDAHAN PENERIMAAN",
    "cara": """
        ANCAMAN_KEKERASAN KEKERASAN PENCULIKAN PENYEKAPAN PEMALSUAN PENIPUAN
        PENYALAHGUNAAN_KEKUASAAN PENJERATAN_UTANG BAYARAN_MANFAAT
    """,
    "modus_rekrut": "CALO P3MI MEDSOS KELUARGA TEMAN MAGANG BEASISWA UMRAH SEKOLAH LAIN",
    "tahap": "LP LIDIK SIDIK SPDP TAHAP1 P19 P21 TAHAP2 STOP",
    "alasan_henti": "SP3 DIVERSI RJ MENINGGAL DALUWARSA LIMPAH LAIN",
    "jenis_lokasi": "PERMUKIMAN HOTEL PELABUHAN BANDARA JALAN KANTOR KAPAL KEBUN DARING LAIN",
    "status_korban": "DIDUGA TERIDENTIFIKASI DITOLAK",
    "instansi": """
        POLRI KEJAKSAAN KEMENSOS KEMENKES UPTD_PPA KEMLU BP2MI IMIGRASI LPSK LSM DESA
        KELUARGA SENDIRI LAIN
    """,
    "status_pelaku": "TERLAPOR TERSANGKA DPO DILEPAS",
    "peran_pelaku": """
        PEREKRUT PENAMPUNG PENGANGKUT PEMALSU_DOKUMEN PENGIRIM PENERIMA MUCIKARI
        PENGEKSPLOITASI PEMODAL OKNUM_PEJABAT LAIN
    """,
    "relasi_pelaku": "KELUARGA PASANGAN TEMAN_TETANGGA ATASAN_AGEN TAK_DIKENAL",
    "jenis_aset": "UANG KENDARAAN TANAH_BANGUNAN REKENING GAWAI DOKUMEN LAIN",
    "status_aset": "DISITA DIBLOKIR DIRAMPAS DIKEMBALIKAN",
    "amar": "PIDANA BEBAS LEPAS TINDAKAN NO",
    "upaya_hukum": "TIDAK BANDING KASASI PK",
    "jenis_lembaga": "RPTC RPSA RPSW SENTRA UPTD_PPA LKS",
    "jenis_kasus": "TPPO PMI_BERMASALAH DEPORTAN WNI_M_KPO LAIN",
    "alasan_keluar": "PULANG RUJUK MANDIRI KABUR MENINGGAL LAIN",
    "reintegrasi_status": "BELUM BERJALAN BERHASIL GAGAL",
    "jenis_layanan": """
        ASESMEN SHELTER KONSELING PENDAMPINGAN_HUKUM PELATIHAN BANTUAN_USAHA PKSA
        PENDIDIKAN PEMULANGAN REINTEGRASI PENGASUHAN
    """,
    "status_layanan": "DIRUJUK DITERIMA BERJALAN SELESAI PUTUS MENOLAK MENINGGAL",
    "pendanaan": "APBN APBD DONOR MANDIRI LAIN",
    "jenis_faskes": "PUSKESMAS RS_PPT_PKT RS KKP",
    "layanan_kesehatan": """
        RAWAT_JALAN RAWAT_INAP PSIKOLOGI PSIKIATRI IMS_HIV KEHAMILAN VISUM KONSELING
        RUJUKAN
    """,
    "kelompok_diagnosis": "FISIK SEKSUAL JIWA KEHAMILAN INFEKSI LAIN",
    "pendidikan": "TIDAK_SEKOLAH SD SMP SMA D3 S1 S2 U",
    "pekerjaan": """
        PELAJAR IRT PETANI NELAYAN BURUH PMI ART WIRASWASTA KARYAWAN PNS TIDAK_BEKERJA
        LAIN
    """,
    "model_lp": "A B",
    "lintas": "DOMESTIK ANTARNEGARA",
    "peran": "KORBAN TERLAPOR TERSANGKA SAKSI",
    "jenis_subjek": "ORANG KORPORASI",
    "dasar": "TPPO TPPU",
    "dugaan": "KTPA TPPO KEDUANYA",
    "arah": "MASUK KELUAR",
    "status_rujukan": "DIKIRIM DITERIMA DITOLAK",
    "sumber_umur": "NIK AKTA KTP PASPOR PERNYATAAN TAKSIRAN_MEDIS TAKSIRAN_PETUGAS",
    "jenis_kelamin": "L P X U",
    "age_group": "00-05 06-11 12-14 15-17 18-24 25-29 30-39 40-49 50-59 60+ U",
    "agency": "police prosecution social health",
    "stage_perpetrator": "TERLAPOR TERSANGKA TERDAKWA TERPIDANA",
    "stage_case": "LP LIDIK SIDIK SPDP TAHAP1 P19 P21 TAHAP2 STOP LIMPAH PUTUSAN INKRACHT EKSEKUSI",
    "clearing_outcome": "ALONE LINKED CONFLICT",
    "submission_status": "received late nil silent withdrawn",
    "check_status": "accepted accepted_with_notes partly_accepted rejected",
}  # fmt: skip


@pytest.mark.parametrize("name", AGREED)
def test_list_holds_the_agreed_codes(name: str) -> None:
    assert set(codelists.codes(name)) == set(AGREED[name].split())


def test_every_list_a_column_names_exists() -> None:
    named = {c.code_list for t in record_types().values() for c in t.columns if c.code_list}
    assert named <= set(codelists.names())
    assert named <= set(AGREED)


@pytest.mark.parametrize("name", codelists.names())
def test_list_is_sound(name: str) -> None:
    entries = codelists.entries(name)
    assert [entry.sort_order for entry in entries] == list(range(1, len(entries) + 1))
    assert len({entry.code for entry in entries}) == len(entries)
    for language in LANGUAGES:
        labels = [entry.label(language) for entry in entries]
        assert all(label == label.strip() != "" for label in labels)
        assert len(set(labels)) == len(labels)
        assert subject_texts("codelists", language)["title"][name]
    for entry in entries:
        assert "|" not in entry.code + entry.label_id
        assert (entry.valid_from or date.min) <= (entry.valid_to or date.max)
        assert not entry.label_id.startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize("name", codelists.names())
def test_no_form_of_a_cell_means_two_codes(name: str) -> None:
    meaning: dict[str, str] = {}
    for entry in codelists.entries(name):
        forms = {entry.code, entry.code.replace("_", " "), entry.label_id, *entry.aliases}
        for form in map(codelists.normal_form, forms):
            assert meaning.setdefault(form, entry.code) == entry.code
    assert codelists.accepted_forms(name) == meaning


_CELLS = st.sampled_from(
    [
        (name, form, code)
        for name in codelists.names()
        for form, code in codelists.accepted_forms(name).items()
    ]
)
_BLANKS = st.text(" \t", max_size=3)


@given(_CELLS, _BLANKS, _BLANKS, st.sampled_from([str.upper, str.lower, str.title]))
def test_case_and_blanks_change_nothing(cell, before: str, after: str, change) -> None:
    name, form, code = cell
    if change(form).upper() != form:  # `İ` and the like do not survive a change of case
        return
    written = before + change(form) + after
    assert codelists.accepted_forms(name)[codelists.normal_form(written)] == code


@pytest.mark.parametrize(
    ("name", "cell", "code"),
    [
        ("layanan_kesehatan", "Rawat jalan", "RAWAT_JALAN"),
        ("jenis_kelamin", "Laki-laki", "L"),
        ("jenis_kelamin", " perempuan ", "P"),
        ("negara", "Uni Emirat Arab", "ARE"),
        ("negara", "UEA", "ARE"),
        ("negara", "China", "CHN"),
        ("negara", "RRT", "CHN"),
        ("negara", "Burma", "MMR"),
        ("negara", "kamboja", "KHM"),
        ("negara", "mys", "MYS"),
        ("relasi_pelaku", "Tak dikenal", "TAK_DIKENAL"),
    ],
)
def test_cell_is_understood(name: str, cell: str, code: str) -> None:
    assert codelists.accepted_forms(name)[codelists.normal_form(cell)] == code


def test_a_code_is_valid_from_its_first_to_its_last_day() -> None:
    always = codelists.entries("amar")[0]
    assert always.is_valid(date(1990, 1, 1))
    dated = replace(always, valid_from=date(2024, 1, 1), valid_to=date(2025, 12, 31))
    days = (date(2023, 12, 31), date(2024, 1, 1), date(2025, 12, 31), date(2026, 1, 1))
    assert [dated.is_valid(day) for day in days] == [False, True, True, False]


def test_yes_and_no() -> None:
    forms = codelists.yes_no_forms()
    assert [forms[codelists.normal_form(cell)] for cell in ("y", "Ya", "T", " tidak")] == [
        True,
        True,
        False,
        False,
    ]


def test_countries_are_those_of_iso_3166_and_two_more() -> None:
    codes = codelists.codes(codelists.COUNTRIES)
    assert len(codes) == 251
    assert all(re.fullmatch("[A-Z]{3}", code) for code in codes)
    assert {"STL", "UNK", "IDN", "SSD", "TLS", "PSE"} <= set(codes)
    assert codelists.label("negara", "DEU", "id") == "Jerman"


def test_unknown_list_and_code_are_refused() -> None:
    with pytest.raises(KeyError):
        codelists.entries("no_such_list")
    with pytest.raises(KeyError):
        codelists.label("amar", "no_such_code", "id")


def test_health_and_social_services_make_up_the_services_that_come_out() -> None:
    both = {*codelists.codes("jenis_layanan"), *codelists.codes("layanan_kesehatan")}
    assert set(codelists.codes("service")) == both
    for name in ("jenis_layanan", "layanan_kesehatan"):
        for code in codelists.codes(name):
            for language in LANGUAGES:
                label = codelists.label(name, code, language)
                assert codelists.label("service", code, language) == label


def test_every_list_has_the_columns_that_the_warehouse_reads() -> None:
    root = FOLDER.parents[1]
    source = root / "models" / "staging" / "reference" / "_reference__sources.yml"
    lists, _ = yaml.safe_load(source.read_text("utf-8"))["sources"][0]["tables"]
    _, *read = [column["name"] for column in lists["columns"]]  # the first is the file's name
    for name in codelists.names():
        header = (FOLDER / f"{name}.csv").read_text("utf-8").splitlines()[0].split(",")
        assert header == read or (header == [*read, "aliases"] and name == "negara")


def test_no_code_of_a_standard_is_given_that_was_not_confirmed() -> None:
    given_codes = {entry.iccs for name in codelists.names() for entry in codelists.entries(name)}
    assert given_codes == {"", "0204"}
