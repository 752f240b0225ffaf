"""The public site: what stands in it, what never does, and that it opens without a network."""

import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import polars as pl
import pytest

from contracts.problems import ExitCode, Problem
from orchestration import releasing
from orchestration.cli.app import answer
from orchestration.stages.release.site import make_site
from warehouse.scanner import Identifiers, scan

pytestmark = pytest.mark.slow  # seconds a release

COUNTS = {("15-17", "P"): 31, ("18-24", "P"): 40, ("18-24", "L"): 22, ("U", "L"): 2}
PLACES = {"31": 40, "32": 30, "53": 25}
REVIEWERS = ("ratna", "budi", "sari")
HIDDEN = "A2-victims-L-U"


class _Page(HTMLParser):
    """Links and anchors of a page, and whether its tables and headings are sound."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.headings: list[int] = []
        self.counts: dict[str, int] = {}
        self.unscoped = 0
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list) -> None:
        told = dict(attrs)
        self.counts[tag] = self.counts.get(tag, 0) + 1
        self.links += [told[name] for name in ("href", "src", "action") if name in told]
        self.anchors.add(told.get("id", ""))
        self.unscoped += tag == "th" and "scope" not in told
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))


@pytest.fixture
def released(world, cells):
    """A world with a release of 2024 that stands, and one of 2023 that was rejected."""
    both = [*cells["by_age_and_sex"](COUNTS), *cells["by_place"](PLACES)]
    world.vintage({2024: both, 2023: cells["by_age_and_sex"](COUNTS)})
    world.release()
    world.review(world.propose("annual", "2023"), "budi", "reject")
    return world


def _pages(site: Path) -> dict[Path, _Page]:
    return {path: _Page(path) for path in sorted(site.rglob("*.html"))}


def _contents(site: Path) -> dict[str, bytes]:
    found = {str(p.relative_to(site)): p.read_bytes() for p in site.rglob("*") if p.is_file()}
    return dict(sorted(found.items()))


def test_every_link_leads_somewhere_and_none_outside(released) -> None:
    site = make_site(released.zones).path
    pages = _pages(site)
    assert {"index.html", "history.html", "methods.html", "codebook.html"} <= _contents(site).keys()
    assert site / "en" / "releases" / "annual-2024-1.html" in pages
    linked = set()
    for path, page in pages.items():
        for link in page.links:
            told = urlsplit(link)
            if link == "data:,":
                continue
            assert (told.scheme, told.netloc) == ("", ""), (path, link)
            target = (path.parent / unquote(told.path)).resolve() if told.path else path
            assert target.is_file(), (path, link)
            assert target.is_relative_to(site.resolve())
            linked.add(target)
            if told.fragment and target.suffix == ".html":
                assert told.fragment in pages[target].anchors, (path, link)
        text = path.read_text("utf-8")
        assert not re.search(r"<script|<link rel=.stylesheet|@import|url\(|<img|<iframe", text)
    offered = {path.resolve() for path in (site / "files").rglob("*") if path.is_file()}
    assert offered <= linked


def test_pages_are_sound_for_those_who_hear_them(released) -> None:
    site = make_site(released.zones).path
    for path, page in _pages(site).items():
        if "files" in path.relative_to(site).parts:
            continue
        language = "en" if "en" in path.relative_to(site).parts else "id"
        assert f'<html lang="{language}">' in path.read_text("utf-8")
        assert page.counts["h1"] == page.counts["main"] == page.counts["nav"] == 1
        assert page.counts.get("table", 0) == page.counts.get("caption", 0)
        assert page.unscoped == 0
        steps = zip(page.headings, page.headings[1:], strict=False)
        assert all(after <= before + 1 for before, after in steps), path
        assert path.stat().st_size < 100_000


def test_what_is_offered_is_what_was_released_and_can_be_checked(released) -> None:
    site = make_site(released.zones).path
    folder = site / "files" / "annual-2024-1"
    lines = (folder / "SHA256SUMS").read_text("utf-8").splitlines()
    told = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    there = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
    assert told.keys() == there - {"SHA256SUMS"}
    for name, digest in told.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    of_list = hashlib.sha256((folder / "SHA256SUMS").read_bytes()).hexdigest()
    assert of_list in (site / "releases" / "annual-2024-1.html").read_text("utf-8")


def test_no_draft_no_reviewer_and_no_canary_is_in_it(released) -> None:
    site = make_site(released.zones).path
    whole = b"\n".join(_contents(site).values())
    for name in ("annual-2023-1", "2023", "dossier", *REVIEWERS):
        assert not re.search(rf"\b{name}\b".encode(), whole), name  # a digest may hold any digits
    identifiers = Identifiers()
    identifiers.add_all(["Siti Kenari Emas", "3171234567890123"])
    assert scan(site, identifiers) == []
    told = pl.read_csv(site / "files" / "annual-2024-1" / "tables" / "A2_victims.csv")
    canary = told.filter(pl.col("figure_id") == HIDDEN)
    assert canary.select("value", "status").rows() == [(None, "suppressed")]


def test_the_front_page_tells_each_figure_with_what_it_rests_on(released) -> None:
    site = make_site(released.zones).path
    front = (site / "en" / "index.html").read_text("utf-8")
    card = re.search(r'<li title="A2-victims-TOTAL-TOTAL".*?</li>', front, re.DOTALL)
    assert card
    for part in ("95", "victims", "1 January 2024", "30 June 2025", "9 of 10"):
        assert part in card.group(), part


def test_the_same_ledger_gives_the_same_bytes(released, tmp_path) -> None:
    first = _contents(make_site(released.zones).path)
    assert _contents(make_site(released.zones, tmp_path / "usb").path) == first
    assert _contents(make_site(released.zones).path) == first


def test_what_a_kill_left_is_cleared_away(released) -> None:
    home = released.zones.home
    for name in (".writing-site", ".replaced-site"):
        (home / name / "files").mkdir(parents=True)
        (home / name / "index.html").write_text("half")
    site = make_site(released.zones).path
    assert not [p.name for p in home.iterdir() if p.name.startswith((".writing", ".replaced"))]
    assert not [p for p in site.rglob("*") if p.is_file() and p.read_bytes() == b"half"]


def test_publishing_and_withdrawing_make_the_site_anew(world, cells) -> None:
    world.vintage({2024: cells["by_age_and_sex"](COUNTS)})
    name = world.propose()
    for reviewer in ("budi", "sari"):
        world.review(name, reviewer)
    releasing.publish(world.store, name, "ratna", world.now)
    site = world.zones.site
    assert (site / "files" / name / "tables" / "A2_victims.csv").is_file()
    releasing.withdraw(world.store, name, "ratna", "counted <b>twice</b>", world.now)
    assert not (site / "files").exists()
    page = site / "en" / "releases" / f"{name}.html"
    for told in (page, site / "en" / "history.html"):
        assert "counted &lt;b&gt;twice&lt;/b&gt;" in told.read_text("utf-8")
    assert "A2-victims" not in "".join(p.read_text("utf-8") for p in site.rglob("*.html"))
    assert not (set(_Page(page).links) & {f"../../files/{name}/SHA256SUMS"})


def test_a_newer_release_takes_the_place_of_the_older(released) -> None:
    assert released.release() == "annual-2024-2"
    site = make_site(released.zones).path
    assert "annual-2024-1" not in (site / "index.html").read_text("utf-8")
    assert "annual-2024-2.html" in (site / "releases" / "annual-2024-1.html").read_text("utf-8")


@pytest.mark.parametrize("fault", ["changed", "added", "lost", "ledger"])
def test_a_changed_byte_leaves_no_site_behind(released, fault: str, capsys) -> None:
    site = make_site(released.zones).path
    folder = released.zones.released("annual-2024-1")
    table = folder / "tables" / "A2_victims.csv"
    if fault == "changed":
        table.write_bytes(table.read_bytes().replace(b"published", b"Published", 1))
    elif fault == "added":
        (folder / "note.txt").write_text("mine")
    elif fault == "lost":
        table.unlink()
    else:
        ledger = released.zones.ledger
        ledger.write_bytes(ledger.read_bytes().replace(b"annual-2024-1", b"annual-2024-9", 1))
    code = answer(["--home", str(released.zones.home), "--lang", "en", "site"])
    said = capsys.readouterr()
    assert (code, said.out, said.err.count("\n")) == (ExitCode.BLOCKED, "", 1)
    assert "taken away" in said.err
    assert not site.exists()


def test_a_site_goes_nowhere_where_something_else_is(released, tmp_path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("mine")
    zones = released.zones
    for place, key in (
        (tmp_path / "mine", "site.not_a_site"),
        (tmp_path / "mine" / "thesis.txt", "site.not_a_site"),
        (zones.home, "site.inside"),
        (zones.release, "site.inside"),
        (zones.restricted / "site", "site.inside"),
    ):
        with pytest.raises(Problem) as refused:
            make_site(zones, place)
        assert refused.value.key == key
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "mine"


def test_without_a_release_the_site_says_so(world) -> None:
    made = make_site(world.zones)
    assert (made.releases, (made.path / "files").exists()) == (0, False)
    assert "No annual report is released" in (made.path / "en" / "index.html").read_text("utf-8")


def test_a_site_needs_no_key(released, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("KLIRING_KEYS", str(tmp_path / "none.json"))
    assert answer(["--home", str(released.zones.home), "--lang", "en", "site", "--json"]) == 0
    assert not (tmp_path / "none.json").exists()
