"""Which documents tell of one event, by hand."""

from datetime import date

import polars as pl

from transforms.linkage.cases import link_documents

SCHEMA = {
    "document_id": pl.String,
    "document_type": pl.String,
    "document_date": pl.Date,
    "place_province_code": pl.String,
    "exploitation_codes": pl.String,
    "case_tokens": pl.List(pl.String),
}


def documents(*rows: tuple[str, str, date, str, list[str]]) -> pl.DataFrame:
    filled = [(i, kind, day, place, "SEKSUAL", tokens) for i, kind, day, place, tokens in rows]
    return pl.DataFrame(filled, schema=SCHEMA, orient="row")


def members(*rows: tuple[str, int, str]) -> pl.DataFrame:
    schema = {"document_id": pl.String, "cluster": pl.Int64, "role_group": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def cases(found: pl.DataFrame) -> dict[str, tuple[int, str]]:
    return {d: (c, r) for d, c, r in found.iter_rows()}


SPRING = date(2024, 3, 1)


def test_whole_numbers_link() -> None:
    found = link_documents(
        documents(
            ("a", "LP", SPRING, "53", ["LP:1", "LPC:9", "SPDP:4"]),
            ("b", "CASE_FILE", SPRING, "35", ["REG:2", "SPDP:4"]),
            ("c", "CLIENT", SPRING, "31", ["LP:1", "LPC:9"]),
            ("d", "VISIT", SPRING, "31", []),
        )
    ).documents
    assert cases(found) == {
        "a": (0, "number"),
        "b": (0, "number"),
        "c": (0, "number"),
        "d": (3, "alone"),
    }


def test_a_core_of_one_report_links_and_two_reports_of_one_core_do_not() -> None:
    one = documents(
        ("a", "LP", SPRING, "53", ["LP:1", "LPC:9"]), ("c", "CLIENT", SPRING, "31", ["LPC:9"])
    )
    assert cases(link_documents(one).documents)["c"] == (0, "core")
    two = documents(
        ("a", "LP", SPRING, "53", ["LP:1", "LPC:9"]),
        ("b", "LP", SPRING, "35", ["LP:2", "LPC:9"]),
        ("c", "CLIENT", SPRING, "31", ["LPC:9"]),
    )
    assert cases(link_documents(two).documents) == {
        "a": (0, "alone"),
        "b": (1, "alone"),
        "c": (2, "alone"),
    }


def test_of_two_reports_with_one_core_the_person_decides_then_the_place() -> None:
    table = documents(
        ("a", "LP", SPRING, "53", ["LP:1", "LPC:9"]),
        ("b", "LP", SPRING, "35", ["LP:2", "LPC:9"]),
        ("c", "CLIENT", SPRING, "35", ["LPC:9"]),
    )
    assert cases(link_documents(table).documents)["c"] == (1, "core")
    known = members(("a", 7, "V"), ("c", 7, "V"), ("b", 8, "V"))
    assert cases(link_documents(table, known).documents)["c"] == (0, "core")


def test_a_whole_number_that_is_known_beats_the_core() -> None:
    table = documents(
        ("a", "LP", SPRING, "53", ["LP:1", "LPC:9"]),
        ("b", "LP", SPRING, "35", ["LP:2", "LPC:9"]),
        ("c", "CLIENT", SPRING, "35", ["LP:1", "LPC:9"]),
    )
    assert cases(link_documents(table).documents)["c"] == (0, "number")


def test_a_service_joins_the_nearest_case_of_its_person() -> None:
    reports = (
        ("a", "LP", SPRING, "53", ["LP:1"]),
        ("b", "LP", date(2024, 1, 1), "35", ["LP:2"]),
        ("v", "VISIT", date(2024, 5, 1), "53", []),
    )
    known = members(("a", 1, "V"), ("b", 1, "V"), ("v", 1, "V"))
    assert cases(link_documents(documents(*reports), known).documents)["v"] == (0, "service")
    late = (*reports[:2], ("v", "VISIT", date(2026, 5, 1), "53", []))
    assert cases(link_documents(documents(*late), known).documents)["v"] == (2, "alone")


def test_stays_of_one_person_without_a_report_are_one_case() -> None:
    table = documents(
        ("c", "CLIENT", SPRING, "21", []),
        ("d", "CLIENT", date(2024, 6, 1), "33", []),
        ("e", "VISIT", date(2026, 6, 1), "33", []),
        ("f", "CLIENT", SPRING, "21", []),
    )
    found = cases(
        link_documents(
            table, members(("c", 1, "V"), ("d", 1, "V"), ("e", 1, "V"), ("f", 2, "V"))
        ).documents
    )
    assert found == {
        "c": (0, "service"),
        "d": (0, "service"),
        "e": (2, "alone"),  # years later: another event
        "f": (3, "alone"),  # the same day in the same place is no evidence
    }


def test_witnesses_are_no_evidence() -> None:
    table = documents(
        ("a", "LP", SPRING, "53", ["LP:1"]), ("b", "LP", date(2024, 3, 9), "53", ["LP:2"])
    )
    assert (
        cases(link_documents(table, members(("a", 1, "W"), ("b", 1, "W"))).documents)["b"][0] == 1
    )
    assert cases(link_documents(table, members(("a", 1, "V"), ("b", 1, "V"))).documents)["b"] == (
        0,
        "persons",
    )
