"""Reports on the disk: one file per language and format, each replaced in one step."""

from collections.abc import Sequence
from pathlib import Path

from warehouse import files
from warehouse.reports.contents import Report


def write_all(
    reports: Sequence[Report], out: Path, formats: Sequence[str], typst: Path, page: Path
) -> list[Path]:
    """Write reports in these formats.

    Args:
        reports: One per language.
        out: Folder; made if it is not there.
        formats: Of `pdf`, `html`, `xlsx`.
        typst: Template of the PDF.
        page: Template of the web page.

    Returns:
        The files, in the order of reports and formats.
    """
    out.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for report in reports:
        for form in formats:
            path = out / f"{report.name}.{report.language}.{form}"
            files.write_bytes(path, _content(report, form, typst, page))
            written.append(path)
    return written


def _content(report: Report, form: str, typst: Path, page: Path) -> bytes:
    if form == "pdf":
        from warehouse.reports.pdf import pdf_bytes

        return pdf_bytes(report, typst)
    if form == "html":
        from warehouse.reports.html import html_bytes

        return html_bytes(report, page)
    from warehouse.reports.xlsx import xlsx_bytes

    return xlsx_bytes(report)
