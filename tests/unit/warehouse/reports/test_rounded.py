"""A rounded number is told from an exact one, a zero, a hidden one and a gap, in every output."""

import re
import zipfile

import polars as pl
import pytest

from contracts import codelists
from contracts.messages import LANGUAGES, text
from warehouse.reports import annual
from warehouse.reports.cells import tables_of
from warehouse.reports.charts import chart, told
from warehouse.reports.contents import chart_of
from warehouse.reports.grid import laid_out
from warehouse.reports.numbers import SYMBOLS, figure_of
from warehouse.reports.summary import cards, sentences
from warehouse.scanned_pdf import pdf_texts

# row: value, how it is shown, why there is none, what stands in its cell
KINDS = {
    "00-05": (10, "published", "observed", "10"),
    "06-11": (10, "rounded", "observed", "≈10"),
    "12-14": (0, "published", "observed", "0"),
    "15-17": (0, "rounded", "observed", "≈0"),
    "18-24": (None, "suppressed", "observed", "…"),
    "25-29": (None, "withheld", "observed", "c"),
    "30-39": (None, "published", "not_recorded", ":"),
    "40-49": (None, "rounded", "not_reported", "×"),
    "50-59": (None, "published", "not_applicable", "–"),
}


@pytest.fixture(scope="module")
def mixed(block_cells):
    """One column of cells, one of each kind."""
    cells = block_cells({(row, "TOTAL"): kind[0] for row, kind in KINDS.items()})
    return cells.with_columns(
        pl.Series("shown_code", [kind[1] for kind in KINDS.values()]),
        pl.Series("value_status_code", [kind[2] for kind in KINDS.values()]),
    )


@pytest.fixture(scope="module")
def written(mixed, tmp_path_factory):
    out = tmp_path_factory.mktemp("rounded")
    return annual.write(mixed, 2024, out, ("pdf", "html", "xlsx"), LANGUAGES)


def of(written, ending):
    return next(path for path in written if path.name.endswith(ending))


def rounded(block_cells, values, **changes):
    """A block of rounded counts."""
    cells = block_cells(values, **changes).with_columns(pl.lit("rounded").alias("shown_code"))
    return tables_of(cells, {}, "en")


def test_no_two_kinds_are_written_alike(mixed):
    told_of = [figure_of(row).text("id") for row in mixed.to_dicts()]
    assert told_of == [kind[3] for kind in KINDS.values()]
    assert len(set(told_of)) == len(KINDS)


@pytest.mark.parametrize(("language", "shown"), [("id", "≈1.235"), ("en", "≈1,235")])
def test_the_sign_stands_before_the_number_of_the_language(block_cells, language, shown):
    cells = block_cells({("ANAK", "L"): 1235}).with_columns(pl.lit("rounded").alias("shown_code"))
    assert figure_of(cells.to_dicts()[0]).text(language) == shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_a_look_of_its_own_on_the_page(written, language):
    page = of(written, f"{language}.html").read_text("utf-8")
    cells = re.findall(
        r'<td(?: class="(\w+)")? data-figure[^>]*data-status="(\w+)"[^>]*>(.*?)<', page
    )
    kinds = ["published", "rounded", "published", "rounded", "suppressed", "withheld"]
    gaps = ["not_recorded", "not_reported", "not_applicable"]
    assert [status for _, status, _ in cells] == kinds + gaps
    assert [shown for _, _, shown in cells] == [kind[3] for kind in KINDS.values()]
    assert [look for look, _, _ in cells] == ["", "rounded", "", "rounded"] + ["gap"] * 5
    assert text("reports.symbols.rounded", language) in page
    assert text("reports.signs.rounded", language) in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_is_printed(written, language):
    lines = "\n".join(pdf_texts(of(written, f"{language}.pdf").read_bytes()))
    assert "≈10" in lines
    assert "≈0" in lines
    assert all(SYMBOLS[kind] in lines for kind in SYMBOLS)
    meaning = text("reports.symbols.rounded", language)
    assert re.sub(r"\s+", "", meaning) in re.sub(r"\s+", "", lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_keeps_a_rounded_number_a_number_and_sets_its_sign_before_it(written, language):
    path = of(written, f"{language}.xlsx")
    figures = pl.read_excel(
        path,
        sheet_name=text("reports.words.all_figures", language),
        read_options={"header_row": 3},
    )
    shown = figures[text("reports.words.shown", language)].to_list()
    codes = ["published", "rounded", "published", "rounded", "suppressed", "withheld"]
    assert shown[:6] == [codelists.label("shown", code, language) for code in codes]
    assert len(set(shown)) == len(KINDS) - 2  # two are published and two are rounded
    values = figures[text("reports.words.value", language)].to_list()
    assert [str(value) for value in values[:4]] == ["10", "10", "0", "0"]
    with zipfile.ZipFile(path) as packed:
        assert 'formatCode="&quot;≈&quot;#,##0"' in packed.read("xl/styles.xml").decode()


def test_a_wide_block_names_what_is_rounded_to_zero_apart_from_what_is_zero(block_cells):
    columns = ["L", "P", "X", "U", "A", "B", "TOTAL"]
    values = {(row, c): 0 if c == "X" else 15 for row in ("ANAK", "TOTAL") for c in columns}
    block = rounded(block_cells, values)["A2"].blocks[0]
    part = laid_out(block, "en")
    assert part["columns"] == 6
    assert part["notes"] == ["Columns of ≈0 only are not printed: Other or non-binary."]
    assert SYMBOLS["rounded"] in part["signs"][0]


def test_summary_and_headline_print_no_rounded_number_as_an_exact_one(block_cells):
    tables = rounded(block_cells, {("ANAK", "TOTAL"): 15, ("TOTAL", "TOTAL"): 40})
    place = {"table": "A2", "block": "victims", "row": "TOTAL", "column": "TOTAL"}
    (card,) = cards([{"label": "victims", **place}], tables, "en")
    assert (card["text"], card["kind"]) == ("≈40", "rounded")
    figures = {"reports": ["A2", "victims", "TOTAL", "TOTAL"]}
    wanted = {"text": "reports", "table": "A2", "figures": figures}
    (sentence,) = sentences([wanted], tables, "en", {"year": 2024})
    assert sentence["text"].startswith("≈40 ")


def test_charts_of_rounded_numbers_say_so(block_cells):
    values = {("11", "TOTAL"): 25, ("12", "TOTAL"): 0, ("TOTAL", "TOTAL"): 25}
    (table,) = rounded(
        block_cells, values, row_list_code="wilayah", column_list_code="total"
    ).values()
    for kind in ("bars", "map"):
        drawn = chart_of(kind, table, table.blocks[0], "en")
        assert ">≈25<" in drawn["svg"].result()
        assert ">≈0<" in drawn["svg"].result()
        assert "Aceh ≈25" in drawn["told"]
        assert drawn["signs"] == [f"≈ {text('reports.signs.rounded', 'en')}."]
    assert chart("bars", table.blocks[0], "en") is not None
    assert told("bars", table.blocks[0], "en") == "Aceh ≈25; Sumatera Utara ≈0"


def test_charts_of_exact_numbers_say_nothing_of_rounding(block_cells):
    cells = block_cells({("ANAK", "TOTAL"): 9}).with_columns(
        pl.lit("published").alias("shown_code")
    )
    (table,) = tables_of(cells, {}, "en").values()
    assert chart_of("bars", table, table.blocks[0], "en")["signs"] == []
