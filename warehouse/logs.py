"""The log: JSON lines on what happened, so bare that no identifier can stand in it.

A line holds an event, plain numbers and short codes; anything else is replaced by a mark. Of an
exception it holds the type and the places in our code, never its message, which may quote a cell.
"""

import json
import logging
import re
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from warehouse.zones import Zones

LOGGER = "kliring"
REDACTED = "[redacted]"
_CODE = re.compile(r"[A-Za-z0-9_.:+-]{1,64}(/[A-Za-z0-9_.:+-]{1,64}){0,3}")
# Eight digits in a row are a date, a serial or half a NIK; letters and six digits a passport;
# an LP number has its letters between slashes.
_LIKE_AN_IDENTIFIER = re.compile(
    r"\d[\d .-]{6,}\d(?!\d*Z)|[A-Z]{1,2}\d{6}|LP/|/[IVX]+/", re.IGNORECASE
)


class Redacting(logging.Filter):
    """Lets a record through with everything taken out that is not a number or a short code."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true: the record passes, redacted."""
        record.msg = _safe(str(record.msg))
        record.args = ()
        fields = getattr(record, "fields", None)
        given = fields if isinstance(fields, Mapping) else {}
        safe = {str(_safe(str(name))): _safe(value) for name, value in given.items()}
        if record.exc_info and record.exc_info[1] is not None:
            safe |= _where(record.exc_info[1])
        record.__dict__["fields"] = safe
        record.exc_info = record.exc_text = record.stack_info = None
        return True


class _JsonLine(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="seconds")
        line = {"at": at, "level": record.levelname.lower(), "event": record.getMessage()}
        return json.dumps(line | getattr(record, "fields", {}), ensure_ascii=False)


@contextmanager
def logging_to(zones: Zones) -> Iterator[logging.Logger]:
    """Keep what is logged while this holds in the log of a data root."""
    zones.make(zones.logs)
    handler = logging.FileHandler(zones.log, encoding="utf-8", delay=True)
    handler.addFilter(Redacting())
    handler.setFormatter(_JsonLine())
    logger = logging.getLogger(LOGGER)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    logger.addHandler(handler)
    try:
        yield logger
    finally:
        logger.removeHandler(handler)
        handler.close()


def event(name: str, **fields: object) -> None:
    """Log an event with numbers and codes.

    Args:
        name: What happened, as a code: `submit.stored`.
        **fields: Numbers, truth values, codes; a list of them.
    """
    logging.getLogger(LOGGER).info(name, extra={"fields": fields})


def failure(error: BaseException) -> None:
    """Log an exception nobody foresaw: its type and where it was raised, not what it says."""
    logging.getLogger(LOGGER).error("unexpected", exc_info=error)


def _safe(value: object) -> object:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return value if abs(value) < 10**12 else REDACTED  # a NIK read as a number
    if isinstance(value, list | tuple):
        return [_safe(v) for v in value]
    if isinstance(value, Mapping):
        return {str(_safe(str(k))): _safe(v) for k, v in value.items()}
    text = str(value)
    if _CODE.fullmatch(text) and not _LIKE_AN_IDENTIFIER.search(text):
        return text
    return REDACTED


def _where(error: BaseException) -> dict[str, object]:
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{Path(f.filename).name}:{f.lineno}:{f.name}" for f in frames]
    return {"error": type(error).__name__, "places": places}
