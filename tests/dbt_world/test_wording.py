"""Every table, block, row and column of the reports has a wording in both languages."""

import duckdb
import polars as pl
import pytest

from contracts.messages import LANGUAGES, subject_texts

pytestmark = pytest.mark.slow

# names of regions, subject rule_labels, the month, the number of a case
CODE_LISTS_ELSEWHERE = {"wilayah", "region", "rule", "month", "linked_case"}


@pytest.fixture(scope="session")
def every_cell(warehouse: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    names = warehouse.sql(
        "select table_name from information_schema.tables where table_schema = 'reporting'"
    ).fetchall()
    columns = (
        "table_code, block_code, row_list_code, row_code, column_list_code, column_code, unit_code"
    )
    every = " union ".join(f"select {columns} from reporting.{name}" for (name,) in names)
    return warehouse.sql(every).pl()


@pytest.fixture(scope="session")
def code_lists(warehouse: duckdb.DuckDBPyConnection) -> set[tuple[str, str]]:
    return set(warehouse.sql("select code_list, code from marts.dim_code_lists").fetchall())


@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_and_blocks_are_worded(every_cell: pl.DataFrame, language: str) -> None:
    texts = subject_texts("tables", language)
    for table, block in every_cell.select("table_code", "block_code").unique().iter_rows():
        assert set(texts[table]) >= {"title", "definition", "source", "limits", "blocks"}
        assert texts[table]["blocks"][block]["title"], (table, block)


@pytest.mark.parametrize("language", LANGUAGES)
def test_rows_and_columns_are_worded(
    every_cell: pl.DataFrame, code_lists: set[tuple[str, str]], language: str
) -> None:
    texts = subject_texts("tables", language)
    used = pl.concat(
        [
            every_cell.select(list_code=f"{way}_list_code", code=f"{way}_code").unique()
            for way in ("row", "column")
        ]
    ).unique()
    missing = [
        (name, code)
        for name, code in used.iter_rows()
        if name not in CODE_LISTS_ELSEWHERE
        and (name, code) not in code_lists
        and code not in texts["lists"].get(name, {})
        and code not in ("TOTAL", "U")
    ]
    assert missing == []
    assert texts["TOTAL"]
    assert texts["U"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_units_are_worded(every_cell: pl.DataFrame, language: str) -> None:
    assert set(every_cell["unit_code"]) <= set(subject_texts("tables", language)["units"])


def test_both_languages_word_the_same() -> None:
    indonesian, english = (keys(subject_texts("tables", language)) for language in LANGUAGES)
    assert indonesian == english


def keys(texts: dict) -> set[str]:
    found = set()
    for key, value in texts.items():
        found |= {f"{key}/{k}" for k in keys(value)} if isinstance(value, dict) else {key}
    return found
