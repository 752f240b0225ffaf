"""How a column of a record type is declared: its type, its sensitivity and what it refers to.

Labels and descriptions are wording, so they stand in `contracts/messages/`, not here; they are
put on the columns when a model is built.
"""

import re
from enum import StrEnum
from typing import Any

import pandera.polars as pa
from pandera.api.polars.model_config import BaseConfig

from contracts.messages import LANGUAGES, subject_texts


class Sensitivity(StrEnum):
    """Who may ever see a column; the letter is the one of the formats document."""

    DIRECT = "D"  # identifies a person: never leaves the restricted zone
    LOCAL = "L"  # an office's own number: leaves it only as a keyed token
    QUASI = "Q"  # identifies in combination: coarsened in marts
    SENSITIVE = "S"
    PLAIN = "P"


class Kind(StrEnum):
    """What a cell holds. Each kind has one parser and one polars type."""

    TEXT = "text"
    TEXTS = "texts"  # several, with |
    CODE = "code"
    CODES = "codes"  # several, with |
    REGION = "region"
    REGIONS = "regions"  # several, with |
    COUNTRY = "country"
    NIK = "nik"
    PARTIAL_DATE = "partial_date"  # YYYY, YYYY-MM or YYYY-MM-DD, kept as text
    DATE = "date"
    AGE = "age"  # whole years, 0 to 110
    COUNT = "count"  # whole number, not negative
    MONEY = "money"  # whole rupiah, not negative
    YES_NO = "yes_no"


class Record(pa.DataFrameModel):
    """Base of all record types: typed columns as the agencies name them, nothing coerced."""

    class Config(BaseConfig):
        """Columns beyond the declared ones (submission and row) may stand beside them."""

        strict = False
        coerce = False

    @classmethod
    def record_type_name(cls) -> str:
        """The name of the record type: that of the class, in small letters with `_`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    @classmethod
    def build_schema_(cls, **kwargs: Any) -> pa.DataFrameSchema:
        """The schema as pandera builds it, with the wording of `messages/` on every column.

        Title and description are Indonesian; the metadata hold both languages.
        """
        schema = super().build_schema_(**kwargs)
        title = subject_texts("record_types", "id").get(cls.record_type_name(), {})
        schema.title, schema.description = title.get("title"), title.get("description")
        for name, column in schema.columns.items():
            wording: dict[str, str] = {}
            for language in LANGUAGES:
                words = cls._wording(name, language)
                wording[f"label_{language}"] = words["label"]
                wording[f"description_{language}"] = words["description"]
            column.title, column.description = wording["label_id"], wording["description_id"]
            column.metadata = {**(column.metadata or {}), **wording}
        return schema

    @classmethod
    def _wording(cls, column_name: str, language: str) -> dict[str, str]:
        texts = subject_texts("columns", language)
        own = texts.get(cls.record_type_name(), {})
        return own[column_name] if column_name in own else texts["identity"][column_name]


def column(
    sensitivity: Sensitivity,
    kind: Kind,
    *,
    required: bool = False,
    key: bool = False,
    code_list: str | None = None,
    refers_to: str | None = None,
) -> Any:
    """Declare a column of a record type.

    Args:
        sensitivity: Who may see it.
        kind: What its cells hold.
        required: An empty cell rejects the row.
        key: Part of the natural key within the submission.
        code_list: Name of the list in `contracts/codelists/`, for codes.
        refers_to: Record type in which the value must occur.
    """
    metadata = {
        "sensitivity": sensitivity,
        "kind": kind,
        "required": required,
        "key": key,
        "code_list": code_list,
        "refers_to": refers_to,
    }
    return pa.Field(nullable=not required, metadata=metadata)
