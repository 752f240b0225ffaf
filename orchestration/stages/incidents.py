"""Which case an LP number stands for: looked up in the restricted zone, answered with a case id."""

import polars as pl

from orchestration.stages.linkage import link
from orchestration.store import Store


def case_of_lp(store: Store, number: str) -> str | None:
    """The case of an LP quoted in any shape; None when no current document or several carry it."""
    from contracts.encoding.numbers import lp_core, lp_number
    from transforms.pseudonymise.tokens import case_token

    keys = store.keys
    tokens = (
        pl.DataFrame({"number": [number]})
        .select(
            whole=case_token(lp_number(pl.col("number")), "LP", keys.desk, keys.linkage),
            core=case_token(lp_core(pl.col("number")), "LPC", keys.desk, keys.linkage),
        )
        .row(0)
    )
    cases = link.read(store, "cases")
    if cases is None:
        return None
    documents = link.everything(store, "documents").filter(pl.col("document_type") == "LP")
    for token in tokens:
        if token is None:
            continue
        carried = documents.filter(pl.col("case_tokens").list.contains(token))
        found = cases.join(carried.select("document_id"), on="document_id", how="semi")
        if (distinct := found["case_id"].unique()).len() == 1:
            return distinct.item()
    return None
