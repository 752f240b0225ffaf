"""Every record type and its columns: the only place where the models are looked up."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import polars as pl

from contracts.messages import text
from contracts.schemas import health, police, prosecution, social
from contracts.schemas.columns import Kind, Record, Sensitivity

CONTRACT_VERSION = "1.0"
AGENCIES = ("police", "prosecution", "social", "health")

_MODELS: dict[str, tuple[str, type[Record]]] = {
    "police_cases": ("police", police.PoliceCases),
    "police_persons": ("police", police.PolicePersons),
    "police_assets": ("police", police.PoliceAssets),
    "prosecution_defendants": ("prosecution", prosecution.ProsecutionDefendants),
    "prosecution_restitution": ("prosecution", prosecution.ProsecutionRestitution),
    "social_clients": ("social", social.SocialClients),
    "social_services": ("social", social.SocialServices),
    "social_referrals": ("social", social.SocialReferrals),
    "health_visits": ("health", health.HealthVisits),
    "health_facilities": ("health", health.HealthFacilities),
}


@dataclass(frozen=True)
class Column:
    """One column of a record type, as the contract declares it."""

    name: str
    dtype: pl.DataType
    sensitivity: Sensitivity
    kind: Kind
    required: bool
    key: bool
    code_list: str | None
    refers_to: str | None
    label_id: str
    label_en: str
    description_id: str
    description_en: str

    def label(self, language: str) -> str:
        """What people call the column, in `id` or `en`."""
        return {"id": self.label_id, "en": self.label_en}[language]

    def description(self, language: str) -> str:
        """One sentence on what stands in it, in `id` or `en`."""
        return {"id": self.description_id, "en": self.description_en}[language]


@dataclass(frozen=True)
class RecordType:
    """One record type: what one sheet or file of a submission holds."""

    name: str
    agency: str
    model: type[Record]
    columns: tuple[Column, ...]

    @property
    def key(self) -> tuple[str, ...]:
        """Columns of the natural key, in order."""
        return tuple(c.name for c in self.columns if c.key)

    @property
    def describes_persons(self) -> bool:
        """Whether the identity block stands in it."""
        return any(c.name == "nik" for c in self.columns)

    def title(self, language: str) -> str:
        """What people call the record type, in `id` or `en`."""
        return text(f"record_types.{self.name}.title", language)

    def description(self, language: str) -> str:
        """What one row of it is, in `id` or `en`."""
        return text(f"record_types.{self.name}.description", language)

    def column(self, name: str) -> Column:
        """The column of that name.

        Raises:
            KeyError: There is none.
        """
        return self._by_name[name]

    @property
    def _by_name(self) -> Mapping[str, Column]:
        return {c.name: c for c in self.columns}


@cache
def record_types() -> Mapping[str, RecordType]:
    """All record types by name, in the order of the formats document."""
    found = {name: _record_type(name, agency, model) for name, (agency, model) in _MODELS.items()}
    return MappingProxyType(found)


def of_agency(agency: str) -> tuple[RecordType, ...]:
    """The record types of one agency, in the order of the formats document."""
    return tuple(r for r in record_types().values() if r.agency == agency)


def _record_type(name: str, agency: str, model: type[Record]) -> RecordType:
    columns = tuple(
        Column(name=column_name, dtype=column.dtype.type, **(column.metadata or {}))
        for column_name, column in model.to_schema().columns.items()
    )
    return RecordType(name, agency, model, columns)
