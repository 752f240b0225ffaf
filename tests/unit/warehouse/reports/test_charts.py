import re

import polars as pl
import pytest

from transforms.disclosure.small_cells import protect
from warehouse.reports.cells import tables_of
from warehouse.reports.charts import chart


def block_from(cells):
    (table,) = tables_of(protect(cells), {}, "en").values()
    return table.blocks[0]


def provinces(block_cells):
    values = {("11", "TOTAL"): 3, ("12", "TOTAL"): 40, ("32", "TOTAL"): 0, ("33", "TOTAL"): None}
    return block_from(
        block_cells(values, table_code="A4", row_list_code="wilayah", column_list_code="total")
    )


def test_the_map_has_a_tile_for_each_province(block_cells):
    svg = chart("map", provinces(block_cells), "en")
    names = re.findall(r">([A-Z]{3,4})<", svg)
    assert len(set(names)) == 38


def test_the_map_hatches_what_is_hidden_and_only_that(block_cells):
    hidden = chart("map", provinces(block_cells), "en")
    shown = chart(
        "map",
        block_from(
            block_cells(
                {("11", "TOTAL"): 30, ("12", "TOTAL"): 40}, table_code="A4",
                row_list_code="wilayah", column_list_code="total",
            )
        ),
        "en",
    )  # fmt: skip
    assert hidden.count("mark-rule") == 1
    assert len(re.findall(r"<line", hidden)) > len(re.findall(r"<line", shown))
    assert "&lt;5" in hidden
    assert "&lt;5" not in shown


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
    svg = chart(kind, block, "en")
    hidden = cells.join(
        safe.filter(pl.col("shown_code") != "published"), on="figure_id", how="semi"
    )
    assert [v for v in hidden["value"] if v > 5 and f"{int(v):,}" in (svg or "")] == []
    if kind == "grouped" and svg:
        assert "&lt;5" in svg


def test_labels_of_a_chart_are_text(block_cells):
    values = {("<script>alert(1)</script>", "TOTAL"): 9, ("datum.x && alert(1)", "TOTAL"): 8}
    svg = chart("bars", block_from(block_cells(values)), "en")
    assert "<script" not in svg
    assert "&lt;script&gt;" in svg


def test_nothing_to_draw_is_no_chart(block_cells):
    assert chart("bars", block_from(block_cells({("ANAK", "TOTAL"): 0})), "en") is None
