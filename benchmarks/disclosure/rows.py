"""Every row of the table: what is measured, the target, and whether it is met."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from benchmarks.disclosure.bench import DIMS, HERE, Bench
from benchmarks.disclosure.ledger import RELEASES
from benchmarks.disclosure.limits import Ran, run
from benchmarks.disclosure.row import Row, row_of
from benchmarks.disclosure.together import leaks, linked, linked_contains
from benchmarks.disclosure.work import QUASI, SENSITIVE

NOT_RUN = "not run here"
_LEDGER = "ledger of 10 releases, the last protected and audited"


def t3k_not_exact(bench: Bench) -> Row:
    """Not exactly recoverable, against GaussSuppression."""
    name, goal = "t3k", "not_exact"
    ran = bench.protect(name, goal, seconds=60, gib=4)
    attacked = bench.attack(name, goal, seconds=120)
    target = "≤ 762 cells, sum ≤ 2,300, 0 exact, < 5 s"

    def judge() -> tuple[str, bool]:
        found, learned = ran.document, attacked.document
        shown = (
            f"{found['suppressed']} cells, sum {found['suppressed_sum']:,}, "
            f"{learned['exact']} exact, {found['seconds']:.1f} s"
        )
        met = found["suppressed"] <= 762 and found["suppressed_sum"] <= 2300
        return shown, met and learned["exact"] == 0 and found["seconds"] < 5

    peer = _gauss(bench.r("suppress", name), "762 cells, sum 2,098, 17–34 s")
    return row_of("t3k, not exactly recoverable", target, peer, judge, ran, attacked)


def t3k_contains(bench: Bench) -> Row:
    """Interval contains [1..5], with certificate."""
    return _contains(bench, "t3k", most=785, seconds=5, gib=4, limit=120, anchor="791–801, 1–3 s")


def t30k_contains(bench: Bench) -> Row:
    """The same for 3,096 primaries."""
    anchor = "4,371 cells, 19–121 s + 8 s"
    return _contains(bench, "t30k", most=4200, seconds=20, gib=4, limit=300, anchor=anchor)


def t30k_forms(bench: Bench) -> Row:
    """The same for 69,678 cells."""
    anchor = "did not finish in 560 s"
    return _contains(bench, "t30k_forms", most=None, seconds=600, gib=6, limit=1800, anchor=anchor)


def ledger(bench: Bench) -> Row:
    """Ten releases, the last attacked together with all before it."""
    marts = bench.published()
    if isinstance(marts, Ran):
        return row_of(_LEDGER, "< 60 s", "none", dict, marts)
    ran = bench.do("ledger", marts, seconds=900)

    def judge() -> tuple[str, bool]:
        found = ran.document
        shown = (
            f"{_told(found)} for release "
            f"{found['releases']} (slowest of all {found['slowest']:.1f} processor s), "
            f"{found['quantities']:,} quantities, "
            f"{found['refused']} refused, {found['unproved']} unproved"
        )
        return shown, found["seconds"] < 60 and found["releases"] == RELEASES

    return row_of(_LEDGER, "< 60 s", "none", judge, ran)


def verifier(bench: Bench) -> Row:
    """The certificate of t30k, checked without a solver."""
    made = None
    if not bench.out("t30k", "contains").exists():
        made = bench.protect("t30k", "contains", seconds=300, gib=4)
    ran = made if made and made.failure else bench.verify("t30k", "contains")

    def judge() -> tuple[str, bool]:
        found = ran.document
        solvers = ", ".join(found["solvers"]) or "none"
        said = found["reason"] or "accepted"
        shown = f"{_told(found)}, {said}, solvers loaded: {solvers}"
        met = not found["solvers"] and found["reason"] is None
        return shown, met and found["seconds"] < 1

    target = "< 1 s, accepted, no solver imported"
    return row_of("verifier on t30k", target, "prototype 0.02 s", judge, ran)


def rounding_t3k(bench: Bench) -> Row:
    """Additive rounding of the small table."""
    return _rounding(bench, "t3k", most=5, anchor="deviation 5, 1.3 s")


def rounding_t30k(bench: Bench) -> Row:
    """Additive rounding of the large table."""
    return _rounding(bench, "t30k", most=7, anchor="deviation 7, 1.9 s")


def microdata(bench: Bench) -> Row:
    """k, l and t of 30,000 records."""
    path = bench.work / "records.csv"
    bench.do("draw_records", path, seconds=60)
    ran = bench.do("microdata", path, seconds=60)
    peer = None
    if bench.pycanon:
        script = HERE / "pycanon_peer.py"
        command = [bench.pycanon, script, path, SENSITIVE, *QUASI]
        peer = run(command, seconds=600, gib=6)

    def judge() -> tuple[str, bool | None]:
        found = ran.document
        shown = f"{_told(found)}: {_klt(found)}"
        if peer is None or peer.failure:
            return shown, None
        theirs = peer.document
        same = all(found[name] == theirs[name] for name in ("k", "l"))
        same &= int(found["entropy_l"] + 1e-9) == theirs["entropy_l"]
        same &= abs(found["t"] - theirs["t"]) < 1e-9
        return shown, same and found["seconds"] < 0.1

    said = "peer not installed; note: 67 s"
    if peer is not None:
        theirs = peer.document
        said = peer.failure or f"pycanon {theirs['seconds']:.1f} s: {_klt(theirs)}"
    return row_of("k, l, t of 30,000 records", "< 0.1 s, same values", said, judge, ran)


def synthetic_3k(bench: Bench) -> Row:
    """Synthetic files of few."""
    return _synthetic(bench, "3,000", (0.126, 0.185), (0.028, 0.089))


def synthetic_30k(bench: Bench) -> Row:
    """Synthetic files of many."""
    return _synthetic(bench, "30,000", (0.256, 0.189), (0.078, 0.088))


def _contains(
    bench: Bench,
    name: str,
    *,
    most: int | None,
    seconds: float,
    gib: float,
    limit: float,
    anchor: str,
) -> Row:
    goal = "contains"
    ran = bench.protect(name, goal, seconds=limit, gib=gib)
    checked = ran if ran.failure else bench.verify(name, goal)

    def judge() -> tuple[str, bool]:
        found = ran.document
        said = checked.document["reason"] or "accepted"
        shown = (
            f"{found['suppressed']:,} of {found['cells']:,} cells, {found['primaries']:,} "
            f"primaries, {found['uncertified']} uncertified, certificate {said}, "
            f"{found['seconds']:.1f} s"
        )
        met = found["uncertified"] == 0 and checked.document["reason"] is None
        met = met and (most is None or found["suppressed"] <= most)
        return shown, met and found["seconds"] < seconds and ran.peak < gib * 1024

    cells = f"≤ {most:,} cells, " if most else ""
    target = f"{cells}0 uncertified, < {seconds:,.0f} s"
    if not most:
        target += f", < {gib:g} GiB"
    return row_of(f"{name}, contains [1..5]", target, f"prototype: {anchor}", judge, ran, checked)


def _rounding(bench: Bench, name: str, *, most: int, anchor: str) -> Row:
    ran = bench.do("rounding", bench.table(name), DIMS[name], "5", seconds=120)

    def judge() -> tuple[str, bool]:
        found = ran.document
        shown = (
            f"deviation {found['deviation']} (mean {found['mean']:.3f}), {found['broken']} sums "
            f"broken, {found['small']} small shown, {_told(found)}"
        )
        met = found["deviation"] <= most and not found["broken"] and not found["small"]
        return shown, met and found["seconds"] < 2

    peer = bench.r("round", name)
    said = f"SmallCountRounding {NOT_RUN}; note: {anchor}"
    if peer is not None and peer.document:
        theirs = peer.document
        used = f"{theirs['seconds']:.1f} s ({peer.cpu:.1f})"
        said = f"SmallCountRounding: deviation {theirs['deviation']}, {used}"
    target = f"deviation ≤ {most}, all sums hold, no 1–4, < 2 s"
    return row_of(f"{name}, additive rounding to 5", target, said, judge, ran)


def _gauss(peer: Ran | None, anchor: str) -> str:
    if peer is None or not peer.document:  # no R, or without the packages
        return f"GaussSuppression {NOT_RUN}; note: {anchor}"
    found = peer.document
    shown = f"GaussSuppression {found['hidden']} cells, sum {found['sum']:,}"
    return f"{shown}, {found['seconds']:.1f} s ({peer.cpu:.1f})"


def _synthetic(bench: Bench, size: str, *anchors: tuple[float, float]) -> Row:
    """Mean relative error of counts of 50 and more, by one column and by two."""
    runs = {
        epsilon: bench.do("synthetic", size.replace(",", ""), epsilon, seconds=120)
        for epsilon in ("1", "4")
    }

    def judge() -> tuple[str, bool]:
        found = [ran.document for ran in runs.values()]
        ours = [(one["error_1"], one["error_2"]) for one in found]
        nearer = all(a < b for one, other in zip(ours, anchors, strict=True)
                     for a, b in zip(one, other, strict=True))  # fmt: skip
        slowest = max(found, key=lambda one: one["seconds"])
        return f"{_errors(ours)}; {_told(slowest)} a file", nearer

    said = f"pac-synth, other persons: {_errors(anchors)}"
    return row_of(f"synthetic file of {size}", "nearer", said, judge, *runs.values())


def _errors(errors: Iterable[tuple[float, float]]) -> str:
    """Of epsilon 1 and 4."""
    shown = (f"{one:.1%} and {two:.1%}" for one, two in errors)
    return "; ".join(f"ε {epsilon}: {of}" for epsilon, of in zip((1, 4), shown, strict=True))


def _told(found: Mapping[str, Any]) -> str:
    return f"{found['seconds']:.2f} s ({found['processor']:.2f})"


def _klt(found: Mapping[str, Any]) -> str:
    return f"k {found['k']}, l {found['l']}, entropy l {found['entropy_l']:.2f}, t {found['t']:.4f}"


ROWS: Mapping[str, Callable[[Bench], Row]] = {
    f.__name__: f
    for f in (
        t3k_not_exact,
        t3k_contains,
        t30k_contains,
        t30k_forms,
        linked,
        linked_contains,
        leaks,
        ledger,
        verifier,
        rounding_t3k,
        rounding_t30k,
        microdata,
        synthetic_3k,
        synthetic_30k,
    )
}
