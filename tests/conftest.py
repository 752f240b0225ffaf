"""How the tests are shared out between two processes: what builds a world once stays together."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The pipeline first, since it takes longest; files that look at one world in one process."""
    items.sort(key=lambda item: item.get_closest_marker("pipeline") is None)
    for item in items:
        uses_world = "world" in getattr(item, "fixturenames", ())
        group = "world" if uses_world else str(item.path)
        item.add_marker(pytest.mark.xdist_group(group))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the score of the attacks, and keep it in pytest's cache: tried, and succeeded."""
    told = terminalreporter.stats
    tried, through = (
        sum(report.nodeid.startswith("tests/attacks/") for report in told.get(outcome, []))
        for outcome in ("passed", "failed")
    )
    if tried or through:
        score = {"attacks": tried + through, "succeeded": through}
        terminalreporter.write_line(f"Attacks: {score['attacks']}, succeeded: {through}")
        if terminalreporter.config.cache is not None:
            terminalreporter.config.cache.set("kliring/attacks", score)
