import polars as pl

from transforms.disclosure.protection.small_cells import protect
from warehouse.reports.cells import tables_of
from warehouse.reports.grid import laid_out, listed
from warehouse.reports.numbers import SYMBOLS


def block_from(cells):
    (table,) = tables_of(protect(cells), {}, "en").values()
    return table.blocks[0]


def nested(block_cells):
    """Columns L and P, each with two below it, P_U all zero; rows three forms and the total."""
    figures = {"L": 30, "L_ANAK": 10, "L_DEWASA": 20, "P": 40, "P_ANAK": 40, "P_U": 0, "TOTAL": 70}
    values = {(row, c): v for row in ("SEKSUAL", "TOTAL") for c, v in figures.items()}
    cells = block_cells(
        values, table_code="A5", row_list_code="bentuk_eksploitasi",
        column_list_code="sex_and_age",
    )  # fmt: skip
    parents = {"L_ANAK": "L", "L_DEWASA": "L", "P_ANAK": "P", "P_U": "P"}
    above = pl.col("column_code").replace_strict(parents, default=None, return_dtype=pl.String)
    return block_from(cells.with_columns(above.alias("column_parent_code")))


def test_columns_below_others_get_a_second_header_row(block_cells):
    first, second = laid_out(nested(block_cells), "en")["head"]
    assert [(c["text"], c["columns"], c["rows"]) for c in first] == [
        ("Male", 3, 1), ("Female", 2, 1), ("Total", 1, 2),
    ]  # fmt: skip
    assert [c["text"] for c in second] == ["All", "Children", "Adults", "All", "Children"]


def test_a_wide_block_leaves_out_columns_of_zeros_and_names_them(block_cells):
    part = laid_out(nested(block_cells), "en")
    assert part["columns"] == 6
    assert all(len(row["cells"]) == 6 for row in part["rows"])
    assert part["notes"] == ["Columns of zeros only are not printed: Female: Age not recorded."]


def test_a_narrow_block_shows_its_zeros(block_cells):
    part = laid_out(block_from(block_cells({("ANAK", "L"): 0, ("ANAK", "P"): 9})), "en")
    assert part["notes"] == []
    assert [cell["text"] for cell in part["rows"][0]["cells"]] == ["0", "9"]


def test_rows_stand_below_their_parent_and_the_total_is_marked(block_cells):
    cells = block_cells({("ANAK", "L"): 9, ("15-17", "L"): 9, ("TOTAL", "L"): 9})
    below = pl.when(pl.col("row_code") == "15-17").then(pl.lit("ANAK"))
    part = laid_out(block_from(cells.with_columns(below.alias("row_parent_code"))), "en")
    assert [(row["level"], row["is_total"]) for row in part["rows"]] == [
        (0, False), (1, False), (0, True),
    ]  # fmt: skip


def test_a_code_that_no_list_knows_is_printed_as_it_stands(block_cells):
    part = laid_out(block_from(block_cells({("NEW_CODE", "L"): 9})), "id")
    assert part["rows"][0]["label"] == "NEW_CODE"


def test_a_list_says_which_and_not_how_many(block_cells):
    cells = block_cells(
        {("32", "TOTAL"): 12, ("33", "TOTAL"): 2, ("34", "TOTAL"): 0},
        table_code="I1", row_list_code="wilayah", column_list_code="total",
    )  # fmt: skip
    (line,) = listed(block_from(cells), "en")["lines"]
    assert line["text"] == "Jawa Barat, Jawa Tengah"


def provinces(block_cells):
    cells = block_cells(
        {("11", "TOTAL"): None, ("32", "TOTAL"): 12, ("33", "TOTAL"): 2, ("TOTAL", "TOTAL"): 14},
        table_code="A1", row_list_code="wilayah", column_list_code="total",
        unit_code="police_report",
    )  # fmt: skip
    came = pl.col("row_code").replace_strict({"11": 0, "32": 11, "33": 12, "TOTAL": 23})
    due = pl.col("row_code").replace_strict({"11": 0, "32": 12, "33": 12, "TOTAL": 24})
    return cells.with_columns(
        came.cast(pl.Int64).alias("submissions_received"),
        due.cast(pl.Int64).alias("submissions_owed"),
    )


def test_every_province_carries_its_own_coverage(block_cells):
    part = laid_out(block_from(provinces(block_cells)), "id")
    assert [(row["label"], row["coverage"]) for row in part["rows"]] == [
        ("Jawa Barat", "11/12"), ("Jawa Tengah", "12/12"), ("Total", "23/24"),
    ]  # fmt: skip
    assert part["coverage_head"]


def test_a_province_from_which_nothing_came_is_named_and_no_zero(block_cells):
    part = laid_out(block_from(provinces(block_cells)), "id")
    (note,) = part["notes"]
    assert "Aceh" in note
    assert "bukan nol" in note


def test_rows_with_one_coverage_do_not_repeat_it(block_cells):
    part = laid_out(block_from(block_cells({("ANAK", "L"): 9, ("DEWASA", "L"): 8})), "en")
    assert part["coverage_head"] == ""
    assert {row["coverage"] for row in part["rows"]} == {""}


def test_a_block_says_what_its_signs_mean(block_cells):
    part = laid_out(block_from(block_cells({("ANAK", "L"): 3, ("DEWASA", "L"): 8})), "en")
    (told,) = part["signs"]
    assert SYMBOLS["suppressed"] in told
    assert SYMBOLS["not_reported"] not in told


def test_a_list_of_one_line_stands_behind_its_title(block_cells):
    cells = block_cells(
        {("LP", "A"): 0, ("LP", "B"): 1}, table_code="I1", block_code="trigger",
        row_list_code="document", column_list_code="channel", unit_code="case",
    )  # fmt: skip
    part = listed(block_from(cells.with_columns(pl.lit("K").alias("case_id"))), "en")
    assert part["title"] == ""
    assert [(line["label"], line["text"]) for line in part["lines"]] == [
        ("Trigger", "Police report, model B (reported by the public)")
    ]
