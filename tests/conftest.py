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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The pipeline first, since it takes longest; files that look at one world in one process."""
    items.sort(key=lambda item: item.get_closest_marker("pipeline") is None)
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


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the score of the attacks and keep it in `build/attack-score.json`.

    Of each attack how often it was attempted and how often its test failed; and, where the test
    says so, how many secrets it attacked and how many it recovered.
    """
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
    if not score:
        return
    whole = {one: sum(counts[one] for counts in score.values()) for one in _COUNTED}
    line = (
        "Attacks: {attempted} attempted, {failed} failed tests; {recovered} recovered of {secrets}"
    )
    terminalreporter.write_line(f"{line.format(**whole)} secrets that were counted")
    for attack, counts in sorted(score.items()):
        if counts["failed"] or counts["recovered"]:
            told = "{failed} failed, {recovered} recovered of {secrets}".format(**counts)
            terminalreporter.write_line(f"  {attack}: {told}")
    kept = terminalreporter.config.rootpath / "build" / "attack-score.json"
    kept.parent.mkdir(exist_ok=True)
    content = json.dumps({**whole, "attacks": score}, indent=2, sort_keys=True)
    kept.write_text(content + "\n", "utf-8")
