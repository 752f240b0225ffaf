"""How the tests are shared out between two processes: what builds a world once stays together."""

import json
import re
from pathlib import Path

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The pipeline first, since it takes longest; files that look at one world in one process."""
    items.sort(key=lambda item: item.get_closest_marker("pipeline") is None)
    for item in items:
        uses_world = "world" in getattr(item, "fixturenames", ())
        group = "world" if uses_world else str(item.path)
        item.add_marker(pytest.mark.xdist_group(group))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the score of the attacks and keep it in `build/attack-score.json`.

    Of each attack: how often it was attempted, and how often it recovered what it must not.
    """
    score: dict[str, dict[str, int]] = {}
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            path, _, name = report.nodeid.partition("::")
            if path.startswith("tests/attacks/"):
                attack = f"{Path(path).stem}::{re.split(r'[@[]', name)[0]}"
                counts = score.setdefault(attack, {"attempted": 0, "recovered": 0})
                counts["attempted"] += 1
                counts["recovered"] += outcome == "failed"
    if not score:
        return
    attempted, recovered = (
        sum(counts[one] for counts in score.values()) for one in ("attempted", "recovered")
    )
    terminalreporter.write_line(f"Attacks: {attempted} attempted, {recovered} recovered")
    for attack, counts in sorted(score.items()):
        if counts["recovered"]:
            terminalreporter.write_line(f"  recovered: {attack} ({counts['recovered']})")
    kept = terminalreporter.config.rootpath / "build" / "attack-score.json"
    kept.parent.mkdir(exist_ok=True)
    whole = {"attempted": attempted, "recovered": recovered, "attacks": score}
    kept.write_text(json.dumps(whole, indent=2, sort_keys=True) + "\n", "utf-8")
