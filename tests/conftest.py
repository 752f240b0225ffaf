"""How the tests are shared out between two processes, and what the attacks among them came to."""

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("kliring", deadline=None)  # the machine may be busy
settings.load_profile("kliring")
_COUNTED = ("attempted", "failed", "secrets", "recovered")
_OF_ENCODINGS = "test_encoding_attacks::"  # by whoever holds them and no key, up to a known limit


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is slow first, as it ends last; files that look at one world in one process."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    for item in items:
        uses_world = "world" in getattr(item, "fixturenames", ())
        group = "world" if uses_world else str(item.path)
        item.add_marker(pytest.mark.xdist_group(group))


@pytest.fixture
def recovered(record_property: Callable[[str, object], None]) -> Callable[[int, int], int]:
    """Tell the score what an attack got at: `recovered(got, of)`, which gives back what it got."""

    def tell(got: int, of: int) -> int:
        record_property("recovered", got)
        record_property("secrets", of)
        return got

    return tell


def _score(terminalreporter: pytest.TerminalReporter) -> dict[str, Counter[str]]:
    """Per attack, over all of its tests: attempted, failed, secrets, recovered."""
    score: dict[str, Counter[str]] = {}
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            path, _, name = report.nodeid.partition("::")
            if path.startswith("tests/attacks/"):
                attack = f"{Path(path).stem}::{re.split(r'[@[]', name)[0]}"
                counts = score.setdefault(attack, Counter(dict.fromkeys(_COUNTED, 0)))
                counts.update({"attempted": 1, "failed": outcome == "failed"})
                for told, number in report.user_properties:
                    if told in _COUNTED:
                        counts[told] += number
    return score


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the score of the attacks and keep it in `build/attack-score.json`.

    Of each attack how often it was attempted and how often its test failed; and, where the test
    says so, how many secrets it attacked and how many it recovered: of releases none may be, of
    encodings no more than docs/encoding-attacks.md says.
    """
    score = _score(terminalreporter)
    if not score:
        return
    kinds = {"releases": Counter[str](), "encodings": Counter[str]()}
    for attack, counts in score.items():
        kinds["encodings" if attack.startswith(_OF_ENCODINGS) else "releases"].update(counts)
    line = (
        "Attacks on {kind}: {attempted} attempted, {failed} failed tests; {recovered} of {secrets}"
    )
    for kind, counts in kinds.items():
        told = dict.fromkeys(_COUNTED, 0) | counts
        terminalreporter.write_line(f"{line.format(kind=kind, **told)} counted secrets recovered")
    for attack, counts in sorted(score.items()):
        if counts["failed"] or counts["recovered"]:
            told = "{failed} failed, {recovered} recovered of {secrets}".format(**counts)
            terminalreporter.write_line(f"  {attack}: {told}")
    kept = terminalreporter.config.rootpath / "build" / "attack-score.json"
    kept.parent.mkdir(exist_ok=True)
    content = json.dumps({**kinds, "attacks": score}, indent=2, sort_keys=True)
    kept.write_text(content + "\n", "utf-8")
