"""What a release holds, as a reader picks it: the report in its forms, tables, further files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import polars as pl

from contracts.messages import subject_texts, text
from warehouse.releases.contents import CELLS
from warehouse.reports import annual, labels, regional
from warehouse.reports.cells import Table, tables_of
from warehouse.reports.contents import specification
from warehouse.reports.numbers import written
from warehouse.site.links import Here, release_page
from warehouse.site.shelf import ANNUAL, MICRODATA, REGIONAL, REPORTS, SYNTHETIC, Shelved

_FORMS = {"html": "page_form", "pdf": "pdf_form", "xlsx": "xlsx_form"}
_REPORTS, _TABLES = "reports/", "tables/"
SPECIFICATIONS: Final = {ANNUAL: annual.SPECIFICATION, REGIONAL: regional.SPECIFICATION}


@dataclass(frozen=True)
class Holding:
    """A release with its files at hand.

    Attributes:
        shelved: What the ledger says of it.
        folder: Where its files are; they are what the ledger says.
    """

    shelved: Shelved
    folder: Path
    _tables: dict[str, dict[str, Table]] = field(default_factory=dict)

    @cached_property
    def cells(self) -> pl.DataFrame:
        """The cells of its tables, as the report prints them."""
        return pl.read_parquet(self.folder / CELLS)

    def tables(self, language: str) -> Mapping[str, Table]:
        """Its tables by code; none of a file of records."""
        if self.shelved.kind not in REPORTS or CELLS not in self.shelved.files:
            return {}
        if language not in self._tables:
            spec = specification(SPECIFICATIONS[self.shelved.kind])
            order = {code: table.get("blocks", ()) for code, table in spec["tables"].items()}
            self._tables[language] = tables_of(self.cells, order, language)
        return self._tables[language]

    def size(self, name: str, language: str) -> str:
        """How large a file is, in words."""
        thousands = max(1, round((self.folder / name).stat().st_size / 1000))
        return f"{written(Decimal(thousands), 'count', language)}\u00a0KB"


def title_of(one: Shelved, language: str) -> str:
    """What a release is called."""
    if one.kind in REPORTS:
        titles = subject_texts("reports", language)[one.kind]
        return titles["title"].format(year=one.year)
    if one.kind == SYNTHETIC:
        return text("synthetic_file.title", language, year=one.year)
    licence = text("microdata.public", language)
    return text("microdata.title", language, year=one.years, licence=licence)


def forms(held: Holding, here: Here, language: str) -> list[dict[str, str]]:
    """The report of a language in its forms: href, text, size."""
    return [
        _file(held, here, name, text(f"site.words.{word}", here.language))
        for form, word in _FORMS.items()
        for name in held.shelved.files
        if name.startswith(_REPORTS) and name.endswith(f".{language}.{form}")
    ]


def report_page(held: Holding, here: Here) -> str:
    """The link to the report as a web page; to the page of the release where it has none."""
    languages = (here.language, here.other.language)
    pages = [one["href"] for language in languages for one in forms(held, here, language)]
    found = [page for page in pages if page.endswith(".html")]
    return found[0] if found else here.page(release_page(held.shelved.release))


def table_files(held: Holding, here: Here) -> list[dict[str, Any]]:
    """Its CSV files by table: title, files (href, text, size, unit of what is counted)."""
    groups, left = [], {name for name in held.shelved.files if name.startswith(_TABLES)}
    for table in held.tables(here.language).values():
        found = []
        for block in table.blocks:
            name = f"{_TABLES}{table.code}_{block.code}.csv"
            if name in left:
                left.remove(name)
                unit = labels.unit(block.unit, here.language)
                found.append(_file(held, here, name, block.title) | {"unit": unit})
        groups.append({"title": f"{table.code}. {table.title}", "files": found})
    person = labels.unit("person", here.language)
    unit = person if held.shelved.kind == MICRODATA else ""  # a row of a file of records is one
    rest = [_file(held, here, name, Path(name).stem) | {"unit": unit} for name in sorted(left)]
    return [group for group in [*groups, {"title": "", "files": rest}] if group["files"]]


def further_files(held: Holding, here: Here) -> list[dict[str, Any]]:
    """All other files: href, text, size, name, what it is."""
    told = subject_texts("site", here.language)["further_files"]
    return [
        _file(held, here, name, name) | {"name": name, "about": told.get(name, "")}
        for name in sorted(held.shelved.files)
        if not name.startswith((_REPORTS, _TABLES))
    ]


def sums(one: Shelved) -> bytes:
    """The list of its files with their SHA-256, as `sha256sum -c` reads it."""
    return "".join(f"{one.files[name]}  {name}\n" for name in sorted(one.files)).encode()


def _file(held: Holding, here: Here, name: str, told: str) -> dict[str, str]:
    href = here.file(held.shelved.release, name)
    return {"href": href, "text": told, "size": held.size(name, here.language)}
