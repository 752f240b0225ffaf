"""The conventions of the house that a linter does not know, read from the tree itself."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

from contracts.messages import text

ROOT = Path(__file__).parents[2]
PACKAGES = ("contracts", "transforms", "warehouse", "orchestration")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
LIMITS = {"*.py": 300, "*.sql": 120}
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "misc"}


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_module_opens_with_what_belongs_in_it(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text("utf-8")))
    assert len(docstring or "") > 20


@pytest.mark.parametrize("pattern", LIMITS)
def test_files_stay_short(pattern: str) -> None:
    folders = [ROOT / folder for folder in (*PACKAGES, "models", "tests/dbt")]
    files = [path for folder in folders for path in folder.rglob(pattern)]
    long = {
        _name(path): lines
        for path in files
        if (lines := len(path.read_text("utf-8").splitlines())) > LIMITS[pattern]
    }
    assert not long


def test_test_files_stay_short() -> None:
    files = (ROOT / "tests").rglob("*.py")
    long = [_name(p) for p in files if len(p.read_text("utf-8").splitlines()) > 500]
    assert not long


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_module_is_named_for_what_it_holds(path: Path) -> None:
    assert path.stem not in FORBIDDEN_NAMES


def test_environment_is_read_in_one_place() -> None:
    readers = [
        _name(path)
        for path in MODULES
        if re.search(r"\bos\.environ\b|\bgetenv\(", path.read_text("utf-8"))
    ]
    assert set(readers) <= {"warehouse/settings.py"}


def test_transforms_know_no_path_clock_or_environment() -> None:
    forbidden = re.compile(r"datetime\.now|date\.today|time\.time\(|os\.environ|\.write_parquet\(")
    offenders = [
        _name(path)
        for path in (ROOT / "transforms").rglob("*.py")
        if forbidden.search(path.read_text("utf-8"))
    ]
    assert not offenders


def test_packages_resolve_inside_the_checkout() -> None:
    import contracts
    import orchestration
    import transforms
    import warehouse

    for package in (contracts, transforms, warehouse, orchestration):
        assert Path(package.__file__ or "").is_relative_to(ROOT)


def test_models_hold_models_only() -> None:
    assert {path.suffix for path in (ROOT / "models").rglob("*") if path.is_file()} <= {
        ".sql",
        ".yml",
    }


def test_no_committed_file_is_large() -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout.split("\0")
    large = [
        name
        for name in tracked
        if name and (ROOT / name).is_file() and (ROOT / name).stat().st_size > 500_000
    ]
    assert not large


def test_rows_of_persons_leave_through_a_release_alone() -> None:
    """Of what runs for outsiders only the file of records reads `fct_` marts row by row.

    The policy's share of one case reads them too, by the list in `counting.units`, and the run's
    own pages their counts; `query` is for work inside and says so.
    """
    named = {
        _name(path)
        for path in MODULES
        if path.parts[len(ROOT.parts)] in ("orchestration", "warehouse")
        and any(one in path.read_text("utf-8") for one in ("fct_", "disclosure.counting.units"))
    }
    assert named == {
        "orchestration/metadata.py",
        "orchestration/stages/release/records/microdata.py",
        "orchestration/stages/release/protection.py",
    }
    for language, words in (("en", "not for publication"), ("id", "tidak untuk diterbitkan")):
        assert words in text("cli.query.help", language)
        assert "kliring release" in text("cli.query.help", language)


def test_the_check_of_a_certificate_can_be_read_at_a_sitting() -> None:
    check = ROOT / "transforms/disclosure/audit/verify.py"
    assert len(check.read_text("utf-8").splitlines()) < 150
