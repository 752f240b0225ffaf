"""Files that hold record numbers and leave the data root in somebody's hands: for its owner alone.

They are restricted, so none may come to lie among the open things of the data root.
"""

from pathlib import Path

from contracts.problems import Problem
from warehouse import files
from warehouse.zones import Zones


def hand_out(zones: Zones, out: Path, content: bytes) -> None:
    """Write a restricted file, readable by its owner alone.

    Args:
        zones: The data root, whose open folders take none of these.
        out: Where it goes; its folder must exist.
        content: The whole file.

    Raises:
        Problem: It would lie in an open folder of the data root, or it cannot be written.
    """
    refuse_open_folder(zones, out)
    try:
        files.write_bytes(out, content, mode=0o600)
        out.chmod(0o600)  # the mask of the shell may have given less, an older file more
    except OSError as error:
        raise Problem(
            "workbook.cannot_write", path=out, reason=error.strerror or type(error).__name__
        ) from error


def refuse_open_folder(zones: Zones, out: Path) -> None:
    """Refuse a place that everybody may read; said before the work is done, not after it.

    Raises:
        Problem: It is one.
    """
    place = out.absolute().resolve()
    opened = (
        *(zones.home / "warehouse", zones.published, zones.reports),
        *(zones.logs, zones.release, zones.site),
    )
    if any(place.is_relative_to(folder.resolve()) for folder in opened):
        raise Problem("linkage.open_folder", path=out)
