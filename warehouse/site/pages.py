"""All pages of the site, in both languages, as bytes by their place in it."""

from collections.abc import Callable, Sequence
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

from contracts.messages import LANGUAGES, subject_texts, text
from warehouse.reports import labels
from warehouse.reports.html import page_bytes
from warehouse.reports.marks import Marks, worded
from warehouse.site.front import front
from warehouse.site.holdings import Holding, sums, title_of
from warehouse.site.links import (
    CODEBOOK,
    HISTORY,
    INDEX,
    MENU,
    METHODS,
    SUMS,
    Here,
    file_place,
    release_page,
)
from warehouse.site.method import Rules, codebook, methods
from warehouse.site.release import release
from warehouse.site.shelf import Shelved

_HERE = Path(str(files("warehouse.site")))


def site_files(held: Sequence[Holding], rules: Rules, *, marks: Marks = ()) -> dict[str, bytes]:
    """Everything that is made: pages and lists of files, by place in the site.

    Args:
        held: All releases that were ever published for everybody, the latest first.
        rules: The policy in force.
        marks: What every page says of itself.
    """
    made: dict[str, bytes] = {}
    for language in LANGUAGES:
        wanted: list[tuple[str, str, Callable[[Here], dict[str, Any]]]] = [
            (INDEX, "index.html", partial(front, held)),
            (HISTORY, "history.html", partial(_history, held)),
            (METHODS, "methods.html", partial(methods, rules)),
            (CODEBOOK, "codebook.html", codebook),
            *(
                (release_page(one.shelved.release), "release.html", partial(release, one, rules))
                for one in held
            ),
        ]
        for path, template, content in wanted:
            here = Here(language, path, marks)
            shown = _shared(here) | content(here)
            page = page_bytes(_HERE / template, **shown)
            made[here.place] = page
    for one in held:
        if one.shelved.files:
            made[file_place(one.shelved.release, SUMS)] = sums(one.shelved)
    return made


def _shared(here: Here) -> dict[str, Any]:
    """What all pages share: words, menu, the way to the other language."""
    words = subject_texts("site", here.language)["words"]
    return {
        "language": here.language,
        "marks": worded(here.marks, here.language),
        "words": words,
        "report_words": subject_texts("reports", here.language)["words"],
        "publisher": subject_texts("reports", here.language)["annual"]["publisher"],
        "menu": [
            {"href": here.page(to), "text": words[word], "is_here": to == here.path}
            for word, to in MENU
        ],
        "other": {
            "href": here.page(here.path, here.other.language),
            "language": here.other.language,
        },
    }


def _history(held: Sequence[Holding], here: Here) -> dict[str, Any]:
    return {
        "title": text("site.words.history", here.language),
        "rows": [
            {
                "release": one.release,
                "href": here.page(release_page(one.release)),
                "title": title_of(one, here.language),
                "published": labels.day(one.published_on, here.language),
                "state": _state(one, here.language),
                "note": one.note,
            }
            for one in (each.shelved for each in held)
        ],
    }


def _state(one: Shelved, language: str) -> str:
    day = labels.day(one.withdrawn_on, language)
    return text(f"site.words.{one.state}", language, newer=one.newer, day=day)
