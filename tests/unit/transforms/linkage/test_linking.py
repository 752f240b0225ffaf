"""The whole linkage on small worlds: chains, cases, months, shuffling, decisions."""

from datetime import date

import polars as pl

from transforms.linkage import link

NIK = "5371014503960001"
LP = ("LP:a1", "LPC:c1")


def persons_of(linked) -> dict[str, str]:
    return dict(linked.persons.select("record_id", "person_id").iter_rows())


def cast_of_a_case(person):
    """Three victims of one report; a client and a patient are two of them, one row has initials."""
    home = {"origin_province_code": "53", "origin_regency_code": "53.71"}
    return [
        person("p1", name="MARIA TNUNAY", nik=NIK, born="1996-03-05", document="lp", tokens=LP,
               **home),
        person("p2", name="ORPA NABEN", born="1998-07-12", document="lp", tokens=LP, **home),
        person("p3", name="YULIANA BANI", born="2001-01-30", document="lp", tokens=LP, **home),
        person("c1", "social_clients", name="MARIA TNUNAY", nik=NIK, born="1996-03-05", **home),
        person("h1", "health_visits", name="ORPA NABEN", born="1998-07-12", **home),
        person("r1", "prosecution_restitution", name="Y B", age=23, document="pdm", tokens=LP,
               **home),
    ]  # fmt: skip


def test_persons_meet_across_agencies_and_co_victims_do_not(
    person, envelope, model, identity_key
) -> None:
    linked = link(*envelope(*cast_of_a_case(person)), None, None, model, identity_key)
    found = persons_of(linked)
    assert found["p1"] == found["c1"]
    assert found["p2"] == found["h1"]
    assert len({found["p1"], found["p2"], found["p3"]}) == 3
    assert found["r1"] == found["p3"]  # initials count inside a linked case
    cases = dict(linked.cases.select("document_id", "case_id").iter_rows())
    assert len(set(cases.values())) == 1


def test_initials_outside_of_a_case_count_neither_way(
    person, envelope, model, identity_key
) -> None:
    rows = cast_of_a_case(person)
    weights = []
    for name in ("Y B", None):
        rows[-1] = person("r1", "prosecution_restitution", name=name, age=23, document="pdm")
        linked = link(*envelope(*rows), None, None, model, identity_key)
        pair = linked.pairs.filter(record_id_l="p3", record_id_r="r1")
        weights.append(pair["weight"].to_list())
        assert persons_of(linked)["r1"] not in {persons_of(linked)[p] for p in ("p1", "p2", "p3")}
    assert weights[0] == weights[1]


def test_a_chain_of_co_victims_stays_apart(person, envelope, model, identity_key) -> None:
    # sisters of one village in one report: the same home, month and case, other first names
    home = {"origin_regency_code": "53.71", "origin_province_code": "53", "birthplace_hash": 5}
    rows = [
        person(f"p{i}", name=f"{first} TNUNAY", age=20 + i, document="lp", tokens=LP, **home)
        for i, first in enumerate(("MARIA", "MARTA", "MARINA"))
    ] + [
        person(f"c{i}", "social_clients", name=f"{first} TNUNAY", age=20 + i, tokens=LP, **home)
        for i, first in enumerate(("MARIA", "MARTA", "MARINA"))
    ]
    found = persons_of(link(*envelope(*rows), None, None, model, identity_key))
    assert [found[f"p{i}"] for i in range(3)] == [found[f"c{i}"] for i in range(3)]
    assert len(set(found.values())) == 3


def test_shuffled_rows_give_the_same_tables(person, envelope, model, identity_key) -> None:
    persons, documents = envelope(*cast_of_a_case(person))
    one = link(persons, documents, None, None, model, identity_key)
    two = link(
        persons.sample(fraction=1.0, shuffle=True, seed=7),
        documents.sample(fraction=1.0, shuffle=True, seed=8),
        None,
        None,
        model,
        identity_key,
    )
    for name in ("persons", "cases", "crosswalk", "pairs", "review", "blocking"):
        assert getattr(one, name).equals(getattr(two, name)), name


def test_a_new_month_renumbers_nobody(person, envelope, model, identity_key) -> None:
    rows = cast_of_a_case(person)
    first = link(*envelope(*rows[:4]), None, None, model, identity_key)
    second = link(*envelope(*rows), first.crosswalk, None, model, identity_key)
    before, after = persons_of(first), persons_of(second)
    assert {r: after[r] for r in before} == before
    assert second.crosswalk.head(first.crosswalk.height).equals(first.crosswalk)
    again = link(*envelope(*rows), second.crosswalk, None, model, identity_key)
    assert again.crosswalk.equals(second.crosswalk)


def test_decisions_are_replayed_and_leave_the_queue(person, envelope, model, identity_key) -> None:
    world = envelope(*cast_of_a_case(person))
    decided = pl.DataFrame(
        [
            ("p1", "c1", "different", "NN", date(2024, 5, 1), "two cards seen"),
            ("p2", "p3", "same", "NN", date(2024, 5, 1), "one person, entered twice"),
        ],
        schema=["record_id_l", "record_id_r", "decision", "decided_by", "decided_on", "reason"],
        orient="row",
    )
    linked = link(*world, None, decided, model, identity_key)
    found = persons_of(linked)
    assert found["p1"] != found["c1"]
    assert found["p2"] == found["p3"]
    asked = {tuple(r) for r in linked.review.select("record_id_l", "record_id_r").iter_rows()}
    assert not {("c1", "p1"), ("p2", "p3")} & asked
    assert linked.contradictions.is_empty()


def test_decisions_that_contradict_each_other_are_reported(
    person, envelope, model, identity_key
) -> None:
    schema = ["record_id_l", "record_id_r", "decision", "decided_by", "decided_on", "reason"]
    decided = pl.DataFrame(
        [
            ("p1", "p2", "different", "A", date(2024, 5, 1), ""),
            ("p1", "p2", "same", "B", date(2024, 6, 1), ""),
            ("p2", "p3", "same", "B", date(2024, 6, 1), ""),
            ("p1", "p3", "different", "B", date(2024, 6, 1), ""),
        ],
        schema=schema,
        orient="row",
    )
    world = envelope(*cast_of_a_case(person))
    linked = link(*world, None, decided, model, identity_key)
    assert linked.contradictions["contradiction"].to_list() == ["changed", "overruled"]
    found = persons_of(linked)
    assert found["p1"] == found["p2"] == found["p3"]  # the later decision counts


def test_corporations_link_by_number_then_by_name(person, envelope, model, identity_key) -> None:
    firm = {"is_corporation": True, "sex_code": None}
    rows = [
        person("k1", company_hash=1, nib_hash=9, document="lp", **firm),
        person("k2", "prosecution_defendants", company_hash=2, nib_hash=9, document="x", **firm),
        person("k3", "prosecution_defendants", company_hash=1, document="y", **firm),
        person("k4", "prosecution_defendants", company_hash=3, document="z", **firm),
        person("p1", name="MARIA TNUNAY", document="lp"),
    ]
    linked = link(*envelope(*rows), None, None, model, identity_key)
    found = persons_of(linked)
    assert found["k1"] == found["k2"] == found["k3"]
    assert len(set(found.values())) == 3
    assert linked.persons["person_id"].str.len_chars().unique().to_list() == [32]


def test_every_record_and_document_has_an_id(person, envelope, model, identity_key) -> None:
    persons, documents = envelope(*cast_of_a_case(person), person("bare"))
    documents = documents.filter(pl.col("document_id") != "bare")  # its report was rejected
    linked = link(persons, documents, None, None, model, identity_key)
    assert linked.persons["record_id"].to_list() == sorted(persons["record_id"])
    assert "bare" in linked.cases["document_id"]
    assert linked.persons.null_count().sum_horizontal().item() == 0
    assert linked.cases.null_count().sum_horizontal().item() == 0
