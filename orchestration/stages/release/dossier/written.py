"""The pages beside a release as files, and the lines that all dossiers have in common."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from contracts.messages import LANGUAGES, text
from orchestration.stages.release.proposals import Wanted
from warehouse.reports import labels
from warehouse.reports.prose import prose_page

DOSSIER = "dossier"
_About = TypeVar("_About")


def page_name(page: str, language: str) -> str:
    """The file of a page: `dossier.id.html`."""
    return f"{page}.{language}.html"


def written(about: _About, pages: Mapping[str, Callable[[_About, str], str]]) -> dict[str, bytes]:
    """Pages in each language, by name of their file.

    Args:
        about: What they are about.
        pages: Per page what writes it in a language, as Markdown.
    """
    return {
        page_name(page, language): prose_page(write(about, language), language)
        for page, write in pages.items()
        for language in LANGUAGES
    }


def proposed(wanted: Wanted, language: str) -> list[str]:
    """Who proposed it when, and until when it may not leave."""
    until = wanted.embargo
    told = {
        "proposed": {"by": wanted.by, "at": labels.moment(wanted.at, language)},
        "embargo": {"until": labels.moment(until, language) if until else "–"},
    }
    return [text(f"release.dossier.{key}", language, **values) for key, values in told.items()]
