"""Corporations: one by business number, else by normalised name.

A business number (NIB) is one corporation's. A name joins those that have no number to the one
corporation of that name; where two numbers bear one name, rows without a number stay apart from
both, unless they stand in a document of the same case as one of them.
"""

import polars as pl

from transforms.linkage.cases import Groups

SCHEMA = {"record_id": pl.String, "cluster": pl.Int64, "reason": pl.String}


def link_corporations(envelope: pl.DataFrame, cases: pl.DataFrame) -> pl.DataFrame:
    """Group the corporate rows of the envelope.

    Args:
        envelope: `persons` of the pseudonymised zone.
        cases: document_id, case_row.

    Returns:
        record_id, cluster (label of the corporation), reason (nib, company, alone).
    """
    rows = (
        envelope.filter("is_corporation")
        .join(cases.select("document_id", "case_row"), on="document_id", how="left")
        .select("record_id", "nib_hash", "company_hash", "case_row")
        .sort("record_id")
        .with_row_index("node")
    )
    groups = Groups(rows.height)
    reason = ["alone"] * rows.height
    for nodes in _nodes_by(rows, ["nib_hash"]):
        _join(groups, reason, nodes, "nib")
    numbered = set(rows.filter(pl.col("nib_hash").is_not_null())["node"].to_list())
    for key in (["company_hash", "case_row"], ["company_hash"]):
        for nodes in _nodes_by(rows, key):
            bearers = {groups.root(n) for n in nodes if _number(groups, numbered, n)}
            if len(bearers) <= 1:
                _join(groups, reason, nodes, "company")
        numbered |= {n for n in range(rows.height) if _number(groups, numbered, n)}
    return pl.DataFrame(
        {
            "record_id": rows["record_id"],
            "cluster": [groups.root(n) for n in range(rows.height)],
            "reason": reason,
        },
        schema=SCHEMA,
    )


def _number(groups: Groups, numbered: set[int], node: int) -> bool:
    root = groups.root(node)
    return node in numbered or any(groups.root(n) == root for n in numbered)


def _nodes_by(rows: pl.DataFrame, key: list[str]) -> list[list[int]]:
    return (
        rows.drop_nulls(key)
        .group_by(key, maintain_order=True)
        .agg(pl.col("node").sort())
        .filter(pl.col("node").list.len() > 1)["node"]
        .to_list()
    )


def _join(groups: Groups, reason: list[str], nodes: list[int], why: str) -> None:
    for node in nodes[1:]:
        groups.join(nodes[0], node)
    for node in nodes:
        reason[node] = why if reason[node] == "alone" else reason[node]
