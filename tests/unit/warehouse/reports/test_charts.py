import re

import polars as pl
import pytest

from transforms.disclosure.protection.small_cells import protect
from warehouse.reports.cells import tables_of
from warehouse.reports.charts import chart, told
from warehouse.reports.numbers import SYMBOLS

HIDDEN = SYMBOLS["suppressed"]


def block_from(cells):
    (table,) = tables_of(protect(cells), {}, "en").values()
    return table.blocks[0]


def provinces(block_cells):
    values = {("11", "TOTAL"): 3, ("12", "TOTAL"): 40, ("32", "TOTAL"): 0, ("33", "TOTAL"): None}
    return block_from(
        block_cells(values, table_code="A4", row_list_code="wilayah", column_list_code="total")
    )


def test_the_map_has_a_tile_for_each_province(block_cells):
    svg = chart("map", provinces(block_cells), "en").result()
    names = re.findall(r">([A-Z]{3,4})<", svg)
    assert len(set(names)) == 38


def test_the_map_hatches_what_is_hidden_and_only_that(block_cells):
    hidden = chart("map", provinces(block_cells), "en").result()
    shown = chart(
        "map",
        block_from(
            block_cells(
                {("11", "TOTAL"): 30, ("12", "TOTAL"): 40}, table_code="A4",
                row_list_code="wilayah", column_list_code="total",
            )
        ),
        "en",
    ).result()  # fmt: skip
    assert hidden.count("mark-rule") == 1
    assert len(re.findall(r"<line", hidden)) > len(re.findall(r"<line", shown))
    assert HIDDEN in hidden
    assert HIDDEN not in shown


def test_a_map_of_hidden_figures_only_is_not_drawn(block_cells):
    values = {("11", "TOTAL"): 3, ("12", "TOTAL"): 2}
    cells = block_cells(values, table_code="A4", row_list_code="wilayah")
    assert chart("map", block_from(cells), "en") is None


@pytest.mark.parametrize("kind", ["bars", "columns", "grouped"])
def test_a_chart_marks_hidden_cells_and_shows_no_value_of_them(block_cells, kind):
    values = {
        ("ANAK", "L"): 3, ("ANAK", "P"): 7919, ("ANAK", "TOTAL"): 7922,
        ("DEWASA", "L"): 6007, ("DEWASA", "P"): 2, ("DEWASA", "TOTAL"): 6009,
        ("TOTAL", "L"): 6010, ("TOTAL", "P"): 7921, ("TOTAL", "TOTAL"): 13931,
    }  # fmt: skip
    cells = block_cells(values)
    safe = protect(cells)
    block = block_from(cells)
    drawing = chart(kind, block, "en")
    svg = drawing.result() if drawing else ""
    hidden = cells.join(
        safe.filter(pl.col("shown_code") != "published"), on="figure_id", how="semi"
    )
    assert [v for v in hidden["value"] if v > 5 and f"{int(v):,}" in svg] == []
    if kind == "grouped" and svg:
        assert HIDDEN in svg


def test_labels_of_a_chart_are_text(block_cells):
    values = {("<script>alert(1)</script>", "TOTAL"): 9, ("datum.x && alert(1)", "TOTAL"): 8}
    svg = chart("bars", block_from(block_cells(values)), "en").result()
    assert "<script" not in svg
    assert "&lt;script&gt;" in svg


def test_nothing_to_draw_is_no_chart(block_cells):
    assert chart("bars", block_from(block_cells({("ANAK", "TOTAL"): 0})), "en") is None


def test_a_chart_is_told_in_words_as_it_is_drawn(block_cells):
    block = provinces(block_cells)
    words = told("map", block, "en")
    assert "Sumatera Utara 40" in words
    assert f"Aceh {HIDDEN}" in words
    assert "Jawa Barat" not in words  # a zero


def test_a_grouped_chart_names_only_series_that_it_draws(block_cells):
    values = {
        ("18-24", "L"): 40, ("18-24", "P"): 60, ("18-24", "X"): 0, ("18-24", "U"): 3,
        ("25-29", "L"): 50, ("25-29", "P"): 70, ("25-29", "X"): 0, ("25-29", "U"): 2,
    }  # fmt: skip
    block = block_from(block_cells(values))
    words = told("grouped", block, "en")
    assert "Male 40, Female 60" in words
    assert "Unknown" not in words
