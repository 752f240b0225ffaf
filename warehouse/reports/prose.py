"""Words and tables, written as Markdown, as one web page in the look of the reports.

What stands in the Markdown as HTML is shown, not run, and a picture is a link: no page fetches
anything. A cell of a table that holds a sign for what is not shown exactly is shaded like all
others of that sign.
"""

import itertools
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contracts.messages import subject_texts
from warehouse.reports.html import page_bytes
from warehouse.reports.numbers import SYMBOLS

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_TEMPLATE = Path(__file__).with_name("prose.html")
_KINDS = {sign: kind for kind, sign in SYMBOLS.items()}


def prose_page(markdown: str, language: str) -> bytes:
    """The page of a text whose first line is its title.

    Args:
        markdown: CommonMark with tables; the headings of the second level make the menu.
        language: Of the text, `id` or `en`.
    """
    from markupsafe import Markup

    parser = _parser()
    tokens = parser.parse(markdown)
    menu = list(_anchored(tokens))
    _shade(tokens)
    return page_bytes(
        _TEMPLATE,
        language=language,
        title=next(_titles(tokens, "h1"))[1].content,
        menu=menu,
        words=subject_texts("reports", language)["words"],
        body=Markup(parser.renderer.render(tokens, parser.options, {})),  # noqa: S704 - escaped there
    )


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    parser.add_render_rule("table_open", lambda *_: '<div class="scroll"><table class="prose">\n')
    parser.add_render_rule("table_close", lambda *_: "</table></div>\n")
    return parser


def _titles(tokens: "Sequence[Token]", tag: str) -> "Iterator[tuple[Token, Token]]":
    """Each heading of a level, and what it says."""
    for opening, inside in itertools.pairwise(tokens):
        if opening.type == "heading_open" and opening.tag == tag:
            yield opening, inside


def _anchored(tokens: "Sequence[Token]") -> Iterator[dict[str, Any]]:
    """The entries of the menu; the headings get the names that it goes to."""
    for number, (opening, inside) in enumerate(_titles(tokens, "h2"), start=1):
        opening.attrSet("id", f"part-{number}")
        yield {"href": f"#part-{number}", "text": inside.content}


def _shade(tokens: "Sequence[Token]") -> None:
    """Mark cells by the sign that they begin with."""
    for opening, inside in itertools.pairwise(tokens):
        if opening.type == "td_open" and inside.content:
            word = inside.content.split(" ", 1)[0]
            if kind := "rounded" if word.startswith(SYMBOLS["rounded"]) else _KINDS.get(word):
                opening.attrJoin("class", kind)
