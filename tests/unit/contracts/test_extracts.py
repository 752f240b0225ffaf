"""The extracts of a real round beside the checkout: nothing in them that is legal is refused."""

import csv
from datetime import date
from pathlib import Path

import pytest

from contracts.validate import SourceFile, Submission, validate

EXTRACTS = Path(__file__).parents[4] / "shared" / "extracts"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.extracts,
    pytest.mark.skipif(not EXTRACTS.exists(), reason="no extracts beside the checkout"),
]


def submissions() -> list[Submission]:
    with (EXTRACTS / "manifest.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        Submission(
            submission_id=f"{r['agency']}/{r['unit']}/{r['period']}/r{r['revision']}",
            agency=r["agency"],
            unit=r["unit"],
            period=r["period"],
            received_on=date.fromisoformat(r["received_at"][:10]),
            is_nil=r["nil"] == "Y",
            files=tuple(
                SourceFile(path.name, path)
                for path in sorted((EXTRACTS / r["path"]).iterdir())
                if path.is_file()
            ),
        )
        for r in rows
    ]


def test_nothing_legal_is_refused() -> None:
    validation = validate(submissions())
    assert not validation.outcomes["failed_step_1"].any()
    assert "rejected" not in validation.outcomes["status"].to_list()
    assert validation.counts["rejected"].sum() == 0
    errors = validation.findings.filter(severity="error")["rule"].unique().to_list()
    assert errors == ["R-006"]  # numbers of other lengths in the column of the NIK
