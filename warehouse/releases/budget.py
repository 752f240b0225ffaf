"""What differentially private releases have cost, read from the ledger alone.

A file is paid for when it is drawn, which is when it is proposed. Whoever may draw again until a
file pleases chooses by the true data, and that choice would be paid for by nobody; so a file that
was rejected, never published or withdrawn stays paid for.
"""

from collections.abc import Sequence
from decimal import Decimal

from contracts.problems import ExitCode, Problem
from warehouse.releases.ledger import Entry

PRIVACY = "privacy"  # of the facts of a proposal: mechanism and cost


def spent(entries: Sequence[Entry], year: str) -> Decimal:
    """Epsilon of all files of the persons of a year.

    Args:
        entries: The ledger.
        year: Of the data, in which the persons were first recorded.
    """
    told = [entry.facts[PRIVACY] for entry in entries if PRIVACY in entry.facts]
    return sum((Decimal(one["epsilon"]) for one in told if one["year"] == year), Decimal(0))


def afford(entries: Sequence[Entry], year: str, asked: Decimal, budget: Decimal) -> Decimal:
    """What was spent before, if the budget of the year pays for what is asked.

    Raises:
        Problem: It does not.
    """
    before = spent(entries, year)
    if before + asked > budget:
        raise Problem(
            "release.budget_spent",
            exit_code=ExitCode.BLOCKED,
            year=year,
            spent=before,
            left=max(Decimal(0), budget - before),
            asked=asked,
            budget=budget,
        )
    return before
