"""The files of a report outside its release: how they are called, and that they go with it."""

from pathlib import Path
from typing import Final

_CASE_LENGTH: Final = 12  # of a case_id in a name
_STEMS: Final = {
    "annual": "laporan-tahunan",
    "regional": "laporan-wilayah",
    "incidental": "laporan-insidentil",
}


def name_of(report: str, subject: str) -> str:
    """Name of the files of a report, without language and format.

    Args:
        report: `annual`, `regional` or `incidental`.
        subject: The year, or the case.

    >>> name_of("annual", "2024")
    'laporan-tahunan-2024'
    """
    return f"{_STEMS[report]}-{subject[:_CASE_LENGTH]}"


def remove(folder: Path, report: str, subject: str) -> None:
    """Remove what was printed from a release, profiles too: what is withdrawn looks official.

    Args:
        folder: Of the reports, in which drafts have a folder of their own.
        report: As `name_of`; of another kind, as a file of records, nothing is printed.
        subject: The year, or the case.
    """
    if report not in _STEMS:
        return
    for path in folder.glob(f"{name_of(report, subject)}[.-]*"):
        path.unlink(missing_ok=True)
