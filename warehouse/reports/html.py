"""A report as one web page: style and drawings inside, nothing fetched, every word escaped."""

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.reports.contents import Report

if TYPE_CHECKING:
    from jinja2 import Environment

_FOLDER = Path(str(files("warehouse.reports")))


def html_bytes(report: Report, template: Path) -> bytes:
    """The report as a self-contained page.

    Args:
        report: What it holds.
        template: The `.html` file that lays it out.
    """
    return page_bytes(template, data=report.document, words=report.document["words"])


def page_bytes(template: Path, **values: object) -> bytes:
    """A page of a template that may use the shared parts of `page.html`.

    Args:
        template: The `.html` file that lays it out.
        **values: What it shows.
    """
    return _templates(template.parent).get_template(template.name).render(**values).encode()


@cache
def _templates(folder: Path) -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    templates = Environment(
        loader=FileSystemLoader([folder, _FOLDER]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    # Drawings are ours: vl-convert has escaped the labels in them.
    templates.filters["drawing"] = lambda drawing: Markup(drawing.result())  # noqa: S704
    return templates
