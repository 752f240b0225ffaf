from datetime import date

import pytest

from contracts.messages import LANGUAGES, subject_texts
from contracts.rules import rules
from warehouse.reports import labels


@pytest.mark.parametrize(
    ("list_code", "code", "indonesian", "english"),
    [
        ("age_rollup", "15-17", "15–17 tahun", "15–17 years"),
        ("wilayah", "32", "Jawa Barat", "Jawa Barat"),
        ("wilayah", "U", "Tidak tercatat", "Not recorded"),
        ("wilayah", "TOTAL", "Jumlah", "Total"),
        ("jenis_kelamin", "P", "Perempuan", "Female"),
        ("month", "2024-05", "Mei 2024", "May 2024"),
        ("month", "U", "Tidak tercatat", "Not recorded"),
        ("no_such_list", "CODE", "CODE", "CODE"),
        ("rule", "X-999", "X-999", "X-999"),
    ],
)
def test_a_code_is_called_by_its_list(list_code, code, indonesian, english):
    assert labels.label(list_code, code, "id") == indonesian
    assert labels.label(list_code, code, "en") == english


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_rule_is_called_by_its_id_and_what_it_finds(language):
    for code in rules():
        name = labels.label("rule", code, language)
        assert name.startswith(f"{code} ")
        assert "{" not in name


def test_days_are_written_out():
    assert labels.day(date(2025, 3, 31), "id") == "31 Maret 2025"
    assert labels.day(date(2025, 3, 31), "en") == "31 March 2025"
    assert labels.day(None, "en") == "–"


@pytest.mark.parametrize("subject", ["reports", "tables"])
def test_both_languages_have_the_same_words(subject):
    def shape(found):
        if isinstance(found, dict):
            return {key: shape(value) for key, value in found.items()}
        return [shape(one) for one in found] if isinstance(found, list) else None

    first, second = (subject_texts(subject, language) for language in LANGUAGES)
    assert shape(first) == shape(second)


def test_every_unit_that_is_counted_is_explained():
    for language in LANGUAGES:
        units = subject_texts("tables", language)["units"]
        assert set(units) == set(subject_texts("reports", language)["unit_meanings"])
