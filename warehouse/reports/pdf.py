"""A report as PDF: a Typst template reads the document as JSON; nothing is pasted into markup.

No font of the machine, no date and no network: the same document is the same bytes.
"""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from warehouse.reports.contents import Report

_TEMPLATES = files("warehouse.reports")


def pdf_bytes(report: Report, template: Path) -> bytes:
    """The report as PDF.

    Args:
        report: What it holds.
        template: The `.typ` file that lays it out.
    """
    import typst

    # Any: the types of typst do not know that it takes named files too.
    sources: Any = {
        "main": template.read_bytes(),
        "layout.typ": _TEMPLATES.joinpath("layout.typ").read_bytes(),
        "data.json": json.dumps(
            report.document, ensure_ascii=False, default=lambda drawing: drawing.result()
        ).encode(),
    }
    content = typst.compile(sources, ignore_system_fonts=True)
    if not isinstance(content, bytes):
        message = "a PDF is one file"
        raise TypeError(message)
    return content
