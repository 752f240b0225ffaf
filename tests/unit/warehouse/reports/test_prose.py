"""Prose as a page: nothing in it is run, headings make the menu, signs are shaded."""

import re

from warehouse.reports.numbers import SYMBOLS
from warehouse.reports.prose import prose_page


def _page(markdown: str) -> str:
    return prose_page(markdown, "en").decode()


def test_the_first_line_is_the_title_and_headings_are_the_menu() -> None:
    page = _page("# Of *what*\n\nWords.\n\n## One\n\n## Two & three\n")
    assert "<title>Of *what*</title>" in page
    menu = re.findall(r'<li><a href="(#[^"]+)">([^<]+)</a></li>', page)
    assert menu == [("#part-1", "One"), ("#part-2", "Two &amp; three")]
    assert all(f'<h2 id="{href[1:]}">' in page for href, _ in menu)


def test_what_looks_like_a_page_is_shown_and_not_run() -> None:
    page = _page("# T\n\n<script>alert(1)</script>\n\n| a |\n|---|\n| <img src=x onerror=y> |\n")
    assert "<script>" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page


def test_nothing_is_fetched_and_no_link_runs() -> None:
    page = _page("# T\n\n![a](http://there/x.png) [b](javascript:alert) [c](tables/A2.csv)\n")
    assert "<img" not in page
    assert re.findall(r'<a href="([^#"]*)"', page) == ["http://there/x.png", "tables/A2.csv"]


def test_cells_are_shaded_by_their_sign_and_numbers_are_not() -> None:
    cells = {**{sign: kind for kind, sign in SYMBOLS.items()}, "≈5": "rounded"}
    for told in (*cells, *(f"{sign} **g**" for sign in cells)):
        page = _page(f"# T\n\n| a | b |\n|---|---|\n| {told} | 12 **g** |\n")
        assert page.count("<td class=") == 1
        assert f'<td class="{cells[told.split(" ")[0]]}">' in page
    assert "<td class=" not in _page("# T\n\n| a |\n|---|\n| c1 |\n| cara |\n")  # codes, words
