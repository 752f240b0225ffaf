"""Links that may be wrong or missing, as far as they can change a count of persons.

A link within a person that does not hold makes two of one; a pair left apart that is one person
makes one of two. Only links of a maximum spanning forest can do so independently, so only those are
handed on. Two facts that a pair alone does not know are put into its probability first: two rows of
one document in one part are two persons, so a record that may be any of four co-victims is at most
one of them, and persons that hold two rows of one document and part are never one.
"""

import polars as pl

LEAST_DOUBT = 1e-3  # links more certain than this on either side change no count by a person
PART = {"TERLAPOR": "S", "TERSANGKA": "S", "DEFENDANT": "S", "SAKSI": "W"}  # all others: victims
_LARGEST = 1 - 1e-6  # odds of a probability that was rounded to one stay finite


def doubts(persons: pl.DataFrame, pairs: pl.DataFrame, parts: pl.DataFrame) -> pl.DataFrame:
    """Forest links: those that hold persons together, and those left apart that are in doubt.

    Args:
        persons: Linkage result: record_id, person_id.
        pairs: Scored pairs: record_id_l, record_id_r, probability, nik (`known`: on both sides).
        parts: record_id, document_id, role_code of the records.

    Returns:
        one, other (person ids in order, the same for a link within), probability and has_niks (both
        sides have a NIK).
    """
    known = (
        persons.select("record_id", "person_id")
        .join(parts.select("record_id", "document_id", "role_code"), on="record_id", how="left")
        .with_columns(
            part=pl.concat_str(
                pl.coalesce("document_id", "record_id"),
                pl.col("role_code").replace_strict(PART, default="V"),
                separator="|",
            )
        )
        .select("record_id", "person_id", "part")
    )
    named = exclusive(
        pairs.select("record_id_l", "record_id_r", "probability", has_niks=pl.col("nik") == "known")
        .join(known.rename(lambda c: f"{c}_l"), on="record_id_l")
        .join(known.rename(lambda c: f"{c}_r"), on="record_id_r")
    )
    inside = named.filter(pl.col("person_id_l") == pl.col("person_id_r")).select(
        "record_id_l",
        "record_id_r",
        "probability",
        "has_niks",
        one="person_id_l",
        other="person_id_r",
    )
    outside = (
        named.filter(pl.col("person_id_l") != pl.col("person_id_r"))
        .select(
            "probability",
            "has_niks",
            one=pl.min_horizontal("person_id_l", "person_id_r"),
            other=pl.max_horizontal("person_id_l", "person_id_r"),
        )
        .join(_never_one(known), on=["one", "other"], how="anti")
        .group_by("one", "other")
        .agg(pl.col("probability").max(), pl.col("has_niks").any())
        .filter(pl.col("probability") >= LEAST_DOUBT)
        .with_columns(record_id_l="one", record_id_r="other")
    )
    columns = ["record_id_l", "record_id_r", "one", "other", "probability", "has_niks"]
    forest = pl.concat([_forest(inside.select(columns)), _forest(outside.select(columns))])
    return forest.select("one", "other", "probability", "has_niks")


def exclusive(pairs: pl.DataFrame) -> pl.DataFrame:
    """Share the probability of a record among the rows of one document and part.

    The rows of one document and part are different persons, so a record is one of them or none:
    p = o / (1 + Σ o) over the odds o of its pairs with them, the smaller of both directions.

    Args:
        pairs: record_id and part of both sides, probability.
    """
    p = pl.col("probability").clip(0.0, _LARGEST)
    ordered = pairs.with_columns(odds=p / (1 - p)).sort("record_id_l", "record_id_r")
    rivals = (
        pl.col("odds").sum().over("record_id_l", "part_r"),
        pl.col("odds").sum().over("record_id_r", "part_l"),
    )
    shared = pl.col("odds") / (1 + pl.max_horizontal(*rivals))
    return ordered.with_columns(probability=shared.round(6)).drop("odds")


def _never_one(known: pl.DataFrame) -> pl.DataFrame:
    """Pairs of persons that hold two rows of one document and part: one, other."""
    held = known.select("person_id", "part").unique()
    return (
        held.join(held, on="part", suffix="_r")
        .filter(pl.col("person_id") < pl.col("person_id_r"))
        .select(one="person_id", other="person_id_r")
        .unique()
    )


def _forest(links: pl.DataFrame) -> pl.DataFrame:
    """The maximum spanning forest of weighted links (Kruskal; ties by the ids)."""
    ordered = links.sort(
        "probability", "record_id_l", "record_id_r", descending=[True, False, False]
    )
    parent: dict[str, str] = {}

    def root(node: str) -> str:
        while (above := parent.get(node, node)) != node:
            parent[node] = parent.get(above, above)
            node = above
        return node

    kept = []
    for left, right in ordered.select("record_id_l", "record_id_r").iter_rows():
        a, b = root(left), root(right)
        kept.append(a != b)
        if a != b:
            parent[b] = a
    return ordered.filter(pl.Series(kept, dtype=pl.Boolean))
