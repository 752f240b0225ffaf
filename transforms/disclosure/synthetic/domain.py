"""What the synthetic file counts: columns and codes known beforehand, each person in one cell.

Nothing here looks at the data to choose anything: codes come from code lists, marginals from the
policy. So the only thing that depends on a person is one count of each marginal.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from contracts.codelists import codes
from transforms.disclosure.microdata.recoding import AGES, FORMS, ISLANDS, UNKNOWN

Marginal = tuple[str, ...]

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "province": (*dict.fromkeys(ISLANDS.values()), UNKNOWN),
    "age": (*dict.fromkeys(AGES.values()), UNKNOWN),
    "sex": codes("jenis_kelamin"),
    "form": tuple(dict.fromkeys(FORMS.get(code, code) for code in codes("bentuk_eksploitasi"))),
}


def persons(records: pl.DataFrame) -> pl.DataFrame:
    """One row a person: the bound on what anybody contributes, and the codes of the public file.

    Args:
        records: As `microdata.file.victims` gives them; of a person that stands there more than
            once only the first row counts, whichever order they come in.

    Returns:
        person_id and the columns of the domain; a code that is not of the domain is `U`. Sorted by
        person_id.
    """
    broad = {
        "province": pl.col("province").str.head(1).replace_strict(ISLANDS, default=UNKNOWN),
        "age": pl.col("age").replace_strict(AGES, default=UNKNOWN),
        "sex": pl.col("sex"),
        "form": pl.col("form").replace(FORMS),
    }
    known = {
        name: pl.when(code.is_in(COLUMNS[name])).then(code).otherwise(pl.lit(UNKNOWN))
        for name, code in broad.items()
    }
    return (
        records.select("person_id", *(code.alias(name) for name, code in known.items()))
        .sort("person_id", *COLUMNS)
        .unique("person_id", keep="first", maintain_order=True)
    )


def counts(people: pl.DataFrame, marginals: Sequence[Marginal]) -> list[np.ndarray]:
    """How many persons have each combination of codes, those that nobody has included.

    Whoever is added or taken away changes one count of each marginal by one: the L1 sensitivity of
    all of them together is their number.

    Args:
        people: As `persons` gives them.
        marginals: Columns of each.

    Returns:
        One int64 array a marginal, an axis a column, in the order of the domain's codes.
    """
    place = {
        name: people[name].cast(pl.Enum(own)).to_physical().to_numpy()
        for name, own in COLUMNS.items()
    }
    found = []
    for marginal in marginals:
        cells = np.zeros(shape(marginal), np.int64)
        np.add.at(cells, tuple(place[name] for name in marginal), 1)
        found.append(cells)
    return found


def shape(marginal: Marginal) -> tuple[int, ...]:
    """Codes of each column of a marginal."""
    return tuple(len(COLUMNS[name]) for name in marginal)


def fault_of(marginals: Sequence[Marginal]) -> str | None:
    """What is wrong with a choice of marginals; None if nothing is."""
    named = [name for marginal in marginals for name in marginal]
    if strange := sorted(set(named) - set(COLUMNS)):
        return f"no column {strange[0]}"
    if missing := sorted(set(COLUMNS) - set(named)):
        return f"column {missing[0]} is in no marginal"
    if any(len(set(marginal)) < len(marginal) for marginal in marginals):
        return "a column stands twice in a marginal"
    return None
