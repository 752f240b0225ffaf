"""What is merged all at once, held to merging link by link."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.linkage.clusters import Facts, cluster, conflict
from transforms.linkage.disagreement import SHARE, UNSEEN
from transforms.linkage.settled import components

LINK, CORE = 3.0, 9.0
SCHEMA = {
    "document_id": pl.String,
    "role_group": pl.String,
    "nik_hash": pl.Int64,
    "nik_masked_hashes": pl.List(pl.Int64),
    "sex_code": pl.String,
    "birth_is_exact": pl.Boolean,
    "birth_low": pl.Int32,
    "birth_day_month_hash": pl.Int64,
    "name_key": pl.Int64,
}
records = st.lists(
    st.fixed_dictionaries(
        {
            "document_id": st.sampled_from(["a", "b", "c", "d", "e", "f"]),
            "role_group": st.sampled_from(["V", "V", "W"]),
            "nik_hash": st.sampled_from([None, None, None, 1, 2]),
            "sex_code": st.sampled_from([None, "P", "P", "L"]),
            "birth_is_exact": st.booleans(),
            "birth_low": st.sampled_from([1990, 1990, 1991]),
            "birth_day_month_hash": st.sampled_from([7, 7, None]),
            "name_key": st.sampled_from([None, 3, 4]),
        }
    ),
    min_size=2,
    max_size=9,
)
scored = [-9.0, -5.0, 2.0, 2.5, 3.0, 4.0, 5.0, 8.0, 12.0]
weights = st.lists(st.sampled_from(scored), min_size=36, max_size=36)


def one_by_one(rows: list[dict], links: list[tuple[int, int, float]]) -> list[int]:
    """The plain way: the strongest link first, each asked whether it conflicts and pays."""
    known = {(i, j): max(min(w, 9.0), UNSEEN) for i, j, w in links}
    of = {
        i: (
            Facts(
                frozenset({hash((r["document_id"], r["role_group"]))}),
                frozenset({r["nik_hash"]} - {None}),
                frozenset({r["sex_code"]} - {None}),
                frozenset(
                    {(r["birth_low"], r["birth_day_month_hash"])} if r["birth_is_exact"] else ()
                ),
                frozenset({r["name_key"]} - {None}),
            ),
            {i},
        )
        for i, r in enumerate(rows)
    }
    home = {i: i for i in of}
    for left, right, weight in sorted(links, key=lambda k: (-k[2], k[0], k[1])):
        one, two = sorted((home[left], home[right]))
        if weight < LINK or one == two:
            continue
        reason = conflict(of[one][0], of[two][0], {}, is_core=weight >= CORE)
        paid = rows[left]["nik_hash"] is not None and rows[right]["nik_hash"] is not None
        if reason and not (reason == "nik" and weight >= CORE and paid):
            continue
        between = [
            known.get((min(i, j), max(i, j)), UNSEEN) for i in of[one][1] for j in of[two][1]
        ]
        if weight + SHARE * min(sum(between) / len(between), 0.0) < LINK:
            continue
        of[one] = (of[one][0].joined(of[two][0]), of[one][1] | of[two][1])
        for row in of[two][1]:
            home[row] = one
    return [home[i] for i in range(len(rows))]


@settings(max_examples=120)
@given(records, weights)
def test_all_at_once_is_the_same_as_link_by_link(rows, weights) -> None:
    pairs = [(i, j) for j in range(len(rows)) for i in range(j)]
    links = [(i, j, w) for (i, j), w in zip(pairs, weights, strict=False) if w != 2.0]
    frame = pl.DataFrame([dict.fromkeys(SCHEMA) | row for row in rows], schema=SCHEMA)
    table = pl.DataFrame(
        links,
        schema={"row_l": pl.Int64, "row_r": pl.Int64, "weight": pl.Float64},
        orient="row",
    )
    found = cluster(frame, table, link=LINK, core=CORE)
    assert found.cluster.to_list() == one_by_one(rows, links)


def test_components_are_named_after_their_smallest_row() -> None:
    left = pl.Series([5, 4, 3, 8]).to_numpy()
    right = pl.Series([4, 3, 1, 7]).to_numpy()
    assert components(9, left, right).tolist() == [0, 1, 2, 1, 1, 1, 6, 7, 7]
