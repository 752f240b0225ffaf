"""Submissions in one line: frames of text, workbooks in memory, findings as tuples."""

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import pytest
import xlsxwriter

from contracts.validate import SourceFile, Submission, Validation, validate

RECEIVED = date(2025, 6, 30)


@pytest.fixture
def workbook() -> Callable[..., bytes]:
    """A workbook from rows of cells by sheet; None leaves a cell out."""

    def make(sheets: Mapping[str, Sequence[Sequence[Any]]], **options: Any) -> bytes:
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer, {"in_memory": True, **options}) as book:
            dated = book.add_format({"num_format": "dd/mm/yyyy"})
            for name, rows in sheets.items():
                sheet = book.add_worksheet(name)
                for r, row in enumerate(rows):
                    for c, cell in enumerate(row):
                        if isinstance(cell, date):
                            sheet.write_datetime(r, c, cell, dated)
                        elif isinstance(cell, str):
                            sheet.write_string(r, c, cell)
                        elif cell is not None:
                            sheet.write(r, c, cell)
        return buffer.getvalue()

    return make


@pytest.fixture
def submission() -> Callable[..., Submission]:
    """A submission from the content of its files by name."""

    def make(files: Mapping[str, bytes | str], agency: str = "police", **other: Any) -> Submission:
        sources = tuple(
            SourceFile(name, content.encode() if isinstance(content, str) else content)
            for name, content in files.items()
        )
        period, unit = other.get("period", "2025-03"), other.get("unit", "PLD61")
        return Submission(
            submission_id=f"{agency}/{unit}/{period}/r1",
            agency=agency,
            unit=unit,
            period=period,
            received_on=other.get("received_on", RECEIVED),
            is_nil=other.get("is_nil", False),
            files=sources,
        )

    return make


@pytest.fixture
def check(submission: Callable[..., Submission]) -> Callable[..., Validation]:
    """The validation of one submission."""

    def make(files: Mapping[str, bytes | str], agency: str = "police", **other: Any) -> Validation:
        return validate([submission(files, agency, **other)])

    return make


ROWS: dict[str, dict[str, str]] = {
    "police_cases": {
        "no_lp": "LP/A/1/III/2025/SPKT",
        "tgl_lp": "2025-03-10",
        "kode_satker": "PLD61",
        "kode_wilayah_satker": "61.02",
        "bentuk_eksploitasi": "KERJA_PMI",
        "tahap": "LIDIK",
    },
    "police_persons": {
        "no_lp": "LP/A/1/III/2025/SPKT",
        "no_urut": "1",
        "peran": "KORBAN",
        "jenis_subjek": "ORANG",
        "status_korban": "DIDUGA",
    },
    "police_assets": {
        "no_lp": "LP/A/1/III/2025/SPKT",
        "no_urut_aset": "1",
        "jenis_aset": "UANG",
        "status_aset": "DISITA",
    },
    "prosecution_defendants": {
        "no_register_perkara": "PDM-1/2025",
        "no_urut": "1",
        "kode_satker": "KJ61",
        "kode_wilayah_satker": "61.02",
        "jenis_subjek": "ORANG",
    },
    "prosecution_restitution": {"no_register_perkara": "PDM-1/2025", "no_urut_korban": "1"},
    "social_clients": {
        "no_klien": "K-1",
        "kode_lembaga": "RPTC01",
        "jenis_lembaga": "RPTC",
        "kode_wilayah_lembaga": "31.74",
        "tgl_masuk": "2025-03-05",
        "jenis_kasus": "TPPO",
    },
    "social_services": {
        "no_klien": "K-1",
        "no_urut": "1",
        "jenis_layanan": "SHELTER",
        "tgl_mulai": "2025-03-05",
        "status_layanan": "BERJALAN",
    },
    "social_referrals": {
        "no_klien": "K-1",
        "no_urut": "1",
        "arah": "MASUK",
        "instansi_mitra": "POLRI",
        "tgl_rujuk": "2025-03-05",
        "status_rujukan": "DITERIMA",
    },
    "health_visits": {
        "no_kunjungan": "V-1",
        "kode_faskes": "RS1",
        "jenis_faskes": "RS",
        "kode_wilayah_faskes": "31.74",
        "tgl_kunjungan": "2025-03-05",
        "dugaan": "TPPO",
    },
    "health_facilities": {
        "kode_faskes": "RS1",
        "nama_faskes": "RSUD Satu",
        "jenis_faskes": "RS",
        "kode_wilayah": "31.74",
        "mampu_ktpa": "Y",
        "tgl_berlaku": "2025-01-01",
    },
}


@pytest.fixture
def table() -> Callable[..., str]:
    """CSV of a record type: the smallest right row, changed by each of `changes`."""

    def make(name: str, *changes: Mapping[str, str | None]) -> str:
        rows = [{**ROWS[name], **change} for change in (changes or ({},))]
        columns = list(dict.fromkeys(column for row in rows for column in row))
        lines = [columns, *([row.get(column) or "" for column in columns] for row in rows)]
        return "".join(",".join(_quoted(cell) for cell in line) + "\n" for line in lines)

    return make


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if set(cell) & set(',"\n') else cell


@pytest.fixture
def told() -> Callable[[Validation], list[tuple[Any, ...]]]:
    """Findings as (rule, record type, row, column, cell)."""

    def make(validation: Validation) -> list[tuple[Any, ...]]:
        return validation.findings.select("rule", "record_type", "row", "column", "cell").rows()

    return make


@pytest.fixture
def status() -> Callable[[Validation], str]:
    """The status of the only submission."""
    return lambda validation: validation.outcomes["status"].item()
