"""The models say of every column what it is called, in both languages, in the forms' order."""

import polars as pl
import pytest

from contracts.messages import LANGUAGES, subject_texts
from contracts.registry import AGENCIES, RecordType, of_agency, record_types
from contracts.schemas.columns import Kind, Sensitivity
from contracts.schemas.identity import Identity

TYPES = list(record_types().values())
BLOCK = [
    "nama", "alias", "nik", "no_paspor", "tempat_lahir", "tgl_lahir", "umur", "sumber_umur",
    "jenis_kelamin", "kewarganegaraan", "kode_wilayah_asal",
]  # fmt: skip
# Which columns stand before and after the identity block on the forms.
AROUND_THE_BLOCK = {
    "police_persons": ("jenis_subjek", "alamat"),
    "prosecution_defendants": ("jenis_subjek", "nama_badan"),
    "prosecution_restitution": ("no_urut_korban", "diajukan_rp"),
    "social_clients": ("no_lp", "jenis_kasus"),
    "health_visits": ("rujukan_dari", "dugaan"),
}


def _id(record_type: RecordType) -> str:
    return record_type.name


def test_there_are_ten_record_types_of_four_agencies() -> None:
    assert len(TYPES) == 10
    assert [len(of_agency(agency)) for agency in AGENCIES] == [3, 2, 3, 2]


@pytest.mark.parametrize("name", AROUND_THE_BLOCK)
def test_identity_block_stands_in_its_place(name: str) -> None:
    names = [column.name for column in record_types()[name].columns]
    at = names.index("nama")
    before, after = AROUND_THE_BLOCK[name]
    assert names[at : at + len(BLOCK)] == BLOCK
    assert (names[at - 1], names[at + len(BLOCK)]) == (before, after)


def test_only_those_five_describe_persons() -> None:
    assert {t.name for t in TYPES if t.describes_persons} == set(AROUND_THE_BLOCK)


@pytest.mark.parametrize("record_type", TYPES, ids=_id)
def test_every_column_is_named_and_described_in_both_languages(record_type: RecordType) -> None:
    schema = record_type.model.to_schema()
    for column in record_type.columns:
        for language in LANGUAGES:
            assert column.label(language)
            assert column.description(language).endswith(".")
        assert column.description("id") != column.description("en")
        assert schema.columns[column.name].title == column.label_id
        assert schema.columns[column.name].description == column.description_id
        assert (schema.columns[column.name].metadata or {})["label_en"] == column.label_en


@pytest.mark.parametrize("record_type", TYPES, ids=_id)
def test_every_record_type_says_what_one_row_is(record_type: RecordType) -> None:
    assert record_type.description("id").startswith("Satu baris per ")
    assert record_type.description("en").startswith("One row per ")
    assert record_type.model.to_schema().title == record_type.title("id")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_wording_is_left_over(language: str) -> None:
    texts = subject_texts("columns", language)
    assert set(texts) == {"identity", *record_types()}
    assert list(texts["identity"]) == BLOCK == list(Identity.__annotations__)
    for record_type in TYPES:
        own = [c.name for c in record_type.columns if c.name not in BLOCK]
        expected = own if record_type.describes_persons else [c.name for c in record_type.columns]
        assert list(texts[record_type.name]) == expected


@pytest.mark.parametrize("record_type", TYPES, ids=_id)
def test_columns_are_declared_as_they_will_be_checked(record_type: RecordType) -> None:
    assert record_type.key
    for column in record_type.columns:
        assert column.required or not column.key
        assert (column.code_list is not None) == (column.kind in {Kind.CODE, Kind.CODES})
        assert column.refers_to is None or column.refers_to in record_types()
        if column.kind is Kind.NIK:
            assert column.sensitivity is Sensitivity.DIRECT
        assert record_type.column(column.name) == column


@pytest.mark.parametrize("record_type", TYPES, ids=_id)
def test_an_empty_typed_frame_passes_its_model(record_type: RecordType) -> None:
    frame = pl.DataFrame(schema={c.name: c.dtype for c in record_type.columns})
    record_type.model.validate(frame)
