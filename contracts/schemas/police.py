"""What the police send: laporan polisi, the persons in them, the assets seized."""

import polars as pl

from contracts.schemas.columns import Kind, Record, Sensitivity, column
from contracts.schemas.identity import Identity


class PoliceCases(Record):
    """One row per laporan polisi."""

    no_lp: pl.String = column(Sensitivity.LOCAL, Kind.TEXT, required=True, key=True)
    model_lp: pl.String = column(Sensitivity.PLAIN, Kind.CODE, code_list="model_lp")
    tgl_lp: pl.Date = column(Sensitivity.PLAIN, Kind.DATE, required=True)
    kode_satker: pl.String = column(Sensitivity.PLAIN, Kind.TEXT, required=True)
    kode_wilayah_satker: pl.String = column(Sensitivity.PLAIN, Kind.REGION, required=True)
    tgl_kejadian_mulai: pl.Date = column(Sensitivity.PLAIN, Kind.DATE)
    tgl_kejadian_selesai: pl.Date = column(Sensitivity.PLAIN, Kind.DATE)
    kode_wilayah_kejadian: pl.String = column(Sensitivity.QUASI, Kind.REGION)
    negara_kejadian: pl.String = column(Sensitivity.PLAIN, Kind.COUNTRY)
    jenis_lokasi: pl.String = column(Sensitivity.PLAIN, Kind.CODE, code_list="jenis_lokasi")
    lintas: pl.String = column(Sensitivity.PLAIN, Kind.CODE, code_list="lintas")
    negara_tujuan: pl.String = column(Sensitivity.PLAIN, Kind.COUNTRY)
    kode_wilayah_perekrutan: pl.String = column(Sensitivity.QUASI, Kind.REGION)
    wilayah_transit: pl.String = column(Sensitivity.QUASI, Kind.REGIONS)
    bentuk_eksploitasi: pl.String = column(
        Sensitivity.SENSITIVE, Kind.CODES, code_list="bentuk_eksploitasi", required=True
    )
    tindakan: pl.String = column(Sensitivity.PLAIN, Kind.CODES, code_list="tindakan")
    cara: pl.String = column(Sensitivity.PLAIN, Kind.CODES, code_list="cara")
    modus_rekrut: pl.String = column(Sensitivity.PLAIN, Kind.CODE, code_list="modus_rekrut")
    pasal: pl.String = column(Sensitivity.PLAIN, Kind.TEXTS)
    tahap: pl.String = column(Sensitivity.PLAIN, Kind.CODE, code_list="tahap", required=True)
    tgl_tahap: pl.Date = column(Sensitivity.PLAIN, Kind.DATE)
    no_spdp: pl.String = column(Sensitivity.LOCAL, Kind.TEXT)
    tgl_spdp: pl.Date = column(Sensitivity.PLAIN, Kind.DATE)
    alasan_henti: pl.String = column(Sensitivity.PLAIN, Kind.CODE, code_list="alasan_henti")


class PolicePersons(Identity, identity_after="jenis_subjek"):
    """One row per person and role in a laporan polisi."""

    no_lp: pl.String = column(
        Sensitivity.LOCAL, Kind.TEXT, required=True, key=True, refers_to="police_cases"
    )
    no_urut: pl.String = column(Sensitivity.LOCAL, Kind.TEXT, required=True, key=True)
    peran: pl.String = column(Sensitivity.PLAIN, Kind.CODE, code_list="peran", required=True)
    jenis_subjek: pl.String = column(
        Sensitivity.PLAIN, Kind.CODE, code_list="jenis_subjek", required=True
    )
    alamat: pl.String = column(Sensitivity.DIRECT, Kind.TEXT)
    pekerjaan: pl.String = column(Sensitivity.QUASI, Kind.CODE, code_list="pekerjaan")
    pendidikan: pl.String = column(Sensitivity.QUASI, Kind.CODE, code_list="pendidikan")
    status_korban: pl.String = column(Sensitivity.PLAIN, Kind.CODE, code_list="status_korban")
    pengidentifikasi: pl.String = column(Sensitivity.PLAIN, Kind.CODE, code_list="instansi")
    tgl_identifikasi: pl.Date = column(Sensitivity.PLAIN, Kind.DATE)
    relasi_pelaku: pl.String = column(Sensitivity.SENSITIVE, Kind.CODE, code_list="relasi_pelaku")
    peran_pelaku: pl.String = column(Sensitivity.PLAIN, Kind.CODES, code_list="peran_pelaku")
    status_pelaku: pl.String = column(Sensitivity.PLAIN, Kind.CODE, code_list="status_pelaku")
    ditahan: pl.Boolean = column(Sensitivity.PLAIN, Kind.YES_NO)
    nama_badan: pl.String = column(Sensitivity.DIRECT, Kind.TEXT)
    nib: pl.String = column(Sensitivity.DIRECT, Kind.TEXT)


class PoliceAssets(Record):
    """One row per asset seized or frozen in a laporan polisi."""

    no_lp: pl.String = column(
        Sensitivity.LOCAL, Kind.TEXT, required=True, key=True, refers_to="police_cases"
    )
    no_urut_aset: pl.String = column(Sensitivity.LOCAL, Kind.TEXT, required=True, key=True)
    jenis_aset: pl.String = column(
        Sensitivity.PLAIN, Kind.CODE, code_list="jenis_aset", required=True
    )
    nilai_rp: pl.Int64 = column(Sensitivity.PLAIN, Kind.MONEY)
    tgl_sita: pl.Date = column(Sensitivity.PLAIN, Kind.DATE)
    pemilik: pl.String = column(Sensitivity.PLAIN, Kind.CODE, code_list="jenis_subjek")
    no_urut_orang: pl.String = column(Sensitivity.LOCAL, Kind.TEXT)
    dasar: pl.String = column(Sensitivity.PLAIN, Kind.CODE, code_list="dasar")
    status_aset: pl.String = column(
        Sensitivity.PLAIN, Kind.CODE, code_list="status_aset", required=True
    )
