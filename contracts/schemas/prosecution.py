"""What the prosecution sends: case files by defendant, and claims of restitution."""

import polars as pl

from contracts.schemas.columns import Kind, Sensitivity, column
from contracts.schemas.identity import Identity


class ProsecutionDefendants(Identity, identity_after="jenis_subjek"):
    """One row per case file and defendant."""

    no_register_perkara: pl.String = column(Sensitivity.LOCAL, Kind.TEXT, required=True, key=True)
    no_urut: pl.String = column(Sensitivity.LOCAL, Kind.TEXT, required=True, key=True)
    kode_satker: pl.String = column(Sensitivity.PLAIN, Kind.TEXT, required=True)
    kode_wilayah_satker: pl.String = column(Sensitivity.PLAIN, Kind.REGION, required=True)
    no_spdp: pl.String = column(Sensitivity.LOCAL, Kind.TEXT)
    tgl_spdp_terima: pl.Date = column(Sensitivity.PLAIN, Kind.DATE)
    no_lp: pl.String = column(Sensitivity.LOCAL, Kind.TEXT)
    tgl_tahap1: pl.Date = column(Sensitivity.PLAIN, Kind.DATE)
    jml_p19: pl.Int64 = column(Sensitivity.PLAIN, Kind.COUNT)
    tgl_p21: pl.Date = column(Sensitivity.PLAIN, Kind.DATE)
    tgl_tahap2: pl.Date = column(Sensitivity.PLAIN, Kind.DATE)
    no_perkara_pn: pl.String = column(Sensitivity.LOCAL, Kind.TEXT)
    tgl_limpah: pl.Date = column(Sensitivity.PLAIN, Kind.DATE)
    pasal_dakwaan: pl.String = column(Sensitivity.PLAIN, Kind.TEXTS)
    jenis_subjek: pl.String = column(
        Sensitivity.PLAIN, Kind.CODE, code_list="jenis_subjek", required=True
    )
    nama_badan: pl.String = column(Sensitivity.DIRECT, Kind.TEXT)
    nib: pl.String = column(Sensitivity.DIRECT, Kind.TEXT)
    tuntutan_hari: pl.Int64 = column(Sensitivity.PLAIN, Kind.COUNT)
    tuntutan_denda_rp: pl.Int64 = column(Sensitivity.PLAIN, Kind.MONEY)
    tgl_putusan: pl.Date = column(Sensitivity.PLAIN, Kind.DATE)
    amar: pl.String = column(Sensitivity.PLAIN, Kind.CODE, code_list="amar")
    pidana_hari: pl.Int64 = column(Sensitivity.PLAIN, Kind.COUNT)
    denda_rp: pl.Int64 = column(Sensitivity.PLAIN, Kind.MONEY)
    subsider_hari: pl.Int64 = column(Sensitivity.PLAIN, Kind.COUNT)
    upaya_hukum: pl.String = column(Sensitivity.PLAIN, Kind.CODE, code_list="upaya_hukum")
    tgl_inkracht: pl.Date = column(Sensitivity.PLAIN, Kind.DATE)
    tgl_eksekusi: pl.Date = column(Sensitivity.PLAIN, Kind.DATE)
    aset_dirampas_rp: pl.Int64 = column(Sensitivity.PLAIN, Kind.MONEY)
    jml_korban_berkas: pl.Int64 = column(Sensitivity.PLAIN, Kind.COUNT)


class ProsecutionRestitution(Identity, identity_after="no_urut_korban"):
    """One row per case file and victim who claims restitution."""

    no_register_perkara: pl.String = column(
        Sensitivity.LOCAL, Kind.TEXT, required=True, key=True, refers_to="prosecution_defendants"
    )
    no_urut_korban: pl.String = column(Sensitivity.LOCAL, Kind.TEXT, required=True, key=True)
    diajukan_rp: pl.Int64 = column(Sensitivity.PLAIN, Kind.MONEY)
    dinilai_lpsk_rp: pl.Int64 = column(Sensitivity.PLAIN, Kind.MONEY)
    dituntut_rp: pl.Int64 = column(Sensitivity.PLAIN, Kind.MONEY)
    diputus_rp: pl.Int64 = column(Sensitivity.PLAIN, Kind.MONEY)
    dibayar_rp: pl.Int64 = column(Sensitivity.PLAIN, Kind.MONEY)
    tgl_bayar: pl.Date = column(Sensitivity.PLAIN, Kind.DATE)
