"""Reports on the disk: one file per language and format, each replaced in one step.

Typst lets Python go while it sets a report, so PDFs are made beside the other files; workbooks come
first, since they need no drawing.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from warehouse import files
from warehouse.reports.contents import Report

# How a report of many tables is laid out.
BOOK: Final = Path(__file__).parent / "book.typ"
BOOK_PAGE: Final = Path(__file__).parent / "book.html"


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
    wanted = [(report, form) for report in reports for form in formats]
    paths = [out / f"{report.name}.{report.language}.{form}" for report, form in wanted]
    with ThreadPoolExecutor(1) as beside:
        pdfs = {
            path: beside.submit(_content, report, form, typst, page)
            for path, (report, form) in zip(paths, wanted, strict=True)
            if form == "pdf"
        }
        others = [one for one in zip(paths, wanted, strict=True) if one[0] not in pdfs]
        for path, (report, form) in sorted(others, key=lambda one: one[1][1] != "xlsx"):
            files.write_bytes(path, _content(report, form, typst, page))
        for path, content in pdfs.items():
            files.write_bytes(path, content.result())
    return paths


def _content(report: Report, form: str, typst: Path, page: Path) -> bytes:
    if form == "pdf":
        from warehouse.reports.pdf import pdf_bytes

        return pdf_bytes(report, typst)
    if form == "html":
        from warehouse.reports.html import html_bytes

        return html_bytes(report, page)
    from warehouse.reports.xlsx import xlsx_bytes

    return xlsx_bytes(report)
