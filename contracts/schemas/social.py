"""What social affairs sends: clients of shelters, services and referrals."""

import polars as pl

from contracts.schemas.columns import Kind, Record, Sensitivity, column
from contracts.schemas.identity import Identity


class SocialClients(Identity, identity_after="no_lp"):
    """One row per client and stay."""

    no_klien: pl.String = column(Sensitivity.LOCAL, Kind.TEXT, required=True, key=True)
    kode_lembaga: pl.String = column(Sensitivity.PLAIN, Kind.TEXT, required=True)
    jenis_lembaga: pl.String = column(
        Sensitivity.PLAIN, Kind.CODE, code_list="jenis_lembaga", required=True
    )
    kode_wilayah_lembaga: pl.String = column(Sensitivity.PLAIN, Kind.REGION, required=True)
    tgl_masuk: pl.Date = column(Sensitivity.PLAIN, Kind.DATE, required=True)
    rujukan_dari: pl.String = column(Sensitivity.PLAIN, Kind.CODE, code_list="instansi")
    no_lp: pl.String = column(Sensitivity.LOCAL, Kind.TEXT)
    jenis_kasus: pl.String = column(
        Sensitivity.PLAIN, Kind.CODE, code_list="jenis_kasus", required=True
    )
    status_korban: pl.String = column(Sensitivity.PLAIN, Kind.CODE, code_list="status_korban")
    bentuk_eksploitasi: pl.String = column(
        Sensitivity.SENSITIVE, Kind.CODES, code_list="bentuk_eksploitasi"
    )
    negara_asal_pulang: pl.String = column(Sensitivity.PLAIN, Kind.COUNTRY)
    tgl_keluar: pl.Date = column(Sensitivity.PLAIN, Kind.DATE)
    alasan_keluar: pl.String = column(Sensitivity.PLAIN, Kind.CODE, code_list="alasan_keluar")
    reintegrasi_status: pl.String = column(
        Sensitivity.PLAIN, Kind.CODE, code_list="reintegrasi_status"
    )
    tindak_lanjut_6bl: pl.Boolean = column(Sensitivity.PLAIN, Kind.YES_NO)


class SocialServices(Record):
    """One row per service given to a client."""

    no_klien: pl.String = column(
        Sensitivity.LOCAL, Kind.TEXT, required=True, key=True, refers_to="social_clients"
    )
    no_urut: pl.String = column(Sensitivity.LOCAL, Kind.TEXT, required=True, key=True)
    jenis_layanan: pl.String = column(
        Sensitivity.PLAIN, Kind.CODE, code_list="jenis_layanan", required=True
    )
    tgl_mulai: pl.Date = column(Sensitivity.PLAIN, Kind.DATE, required=True)
    tgl_selesai: pl.Date = column(Sensitivity.PLAIN, Kind.DATE)
    status_layanan: pl.String = column(
        Sensitivity.PLAIN, Kind.CODE, code_list="status_layanan", required=True
    )
    kode_wilayah_dari: pl.String = column(Sensitivity.QUASI, Kind.REGION)
    kode_wilayah_tujuan: pl.String = column(Sensitivity.QUASI, Kind.REGION)
    pendanaan: pl.String = column(Sensitivity.PLAIN, Kind.CODE, code_list="pendanaan")


class SocialReferrals(Record):
    """One row per referral of a client, in or out."""

    no_klien: pl.String = column(
        Sensitivity.LOCAL, Kind.TEXT, required=True, key=True, refers_to="social_clients"
    )
    no_urut: pl.String = column(Sensitivity.LOCAL, Kind.TEXT, required=True, key=True)
    arah: pl.String = column(Sensitivity.PLAIN, Kind.CODE, code_list="arah", required=True)
    instansi_mitra: pl.String = column(
        Sensitivity.PLAIN, Kind.CODE, code_list="instansi", required=True
    )
    tgl_rujuk: pl.Date = column(Sensitivity.PLAIN, Kind.DATE, required=True)
    tgl_jawab: pl.Date = column(Sensitivity.PLAIN, Kind.DATE)
    status_rujukan: pl.String = column(
        Sensitivity.PLAIN, Kind.CODE, code_list="status_rujukan", required=True
    )
