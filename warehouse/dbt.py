"""dbt on one data root: its environment and a build inside this process.

dbt is imported only when a function needs it, and never started as a process of its own: that alone
costs as much as all models. What goes wrong comes back as sentences; dbt itself says
nothing and keeps no log.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contracts import messages
from warehouse import manifest
from warehouse.manifest import AT_ROOT, QUIET, ROOT
from warehouse.settings import set_variables
from warehouse.zones import Zones

if TYPE_CHECKING:
    from dbt.cli.main import dbtRunnerResult

Heard = Callable[[dict[str, Any]], None]  # takes an event of dbt as its structured log has it

# nobody reads a manifest of one build, or its log line by line: a failure comes back as a sentence
_UNWRITTEN = ("--no-write-json", "--log-level-file", "none")
_RESULTS = {"LogModelResult", "LogTestResult"}
_RULE = " as broken_rule, "  # of the test `holds` (tests/dbt/generic/holds.sql)
_FINE = {"success", "pass", "warn", "no-op"}


@dataclass(frozen=True)
class Failure:
    """One model or test that did not come out as it should."""

    kind: str  # model, rules (of a model), test, unit_test, project
    name: str
    rows: int | None  # rows a data test found
    why: str

    def sentence(self, language: str) -> str:
        """What failed and where to look, on one line."""
        return messages.text(
            f"warehouse.{self.kind}_failed", language, name=self.name, rows=self.rows, why=self.why
        )


@dataclass(frozen=True)
class Build:
    """What one build did."""

    done: tuple[str, ...]  # names of the nodes that came out right
    skipped: tuple[str, ...]  # not built because something before them failed
    failures: tuple[Failure, ...]

    @property
    def is_whole(self) -> bool:
        """Everything asked for was built and every test passed."""
        return not self.failures and not self.skipped

    def sentences(self, language: str) -> list[str]:
        """One sentence for every failure."""
        return [failure.sentence(language) for failure in self.failures]


def export_environment(zones: Zones) -> None:
    """Point dbt, here and in the processes started from here, at this data root.

    Sets where the database and the cleared tables lie, where dbt writes what it compiles and logs,
    and that it reports to nobody.
    """
    set_variables(
        {
            "KLIRING_WAREHOUSE_DB": str(zones.database),
            "KLIRING_SEARCH_PATH": _search_path(zones),
            "DBT_TARGET_PATH": str(target(zones)),
            "DBT_LOG_PATH": str(zones.logs / "dbt"),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            "DBT_VERSION_CHECK": "false",
            "DO_NOT_TRACK": "1",
        }
    )


def build(
    zones: Zones,
    select: Sequence[str] | None = None,
    *,
    with_unit_tests: bool = False,
    heard: Heard | None = None,
) -> Build:
    """Build models and their tests in order, in this process.

    Args:
        zones: The data root; its cleared tables are read, its database is written.
        select: dbt selectors; everything without them.
        with_unit_tests: Also the unit tests of the models, which need no data.
        heard: Told the result of every node as it comes.

    Returns:
        What was built, what was not, and why.
    """
    zones.make(zones.database.parent)
    chosen = ("--select", *select) if select else ()
    without = () if with_unit_tests else ("--exclude-resource-type", "unit_test")
    return _outcome(zones, _invoke(zones, "build", *chosen, *without, heard=heard))


def _invoke(zones: Zones, *arguments: str, heard: Heard | None = None) -> "dbtRunnerResult":
    from dbt.cli.main import dbtRunner

    parsed = manifest.load()
    export_environment(zones)
    told = [_results_to(heard)] if heard else []
    try:
        return dbtRunner(parsed, told).invoke([*QUIET, *_UNWRITTEN, *arguments, *AT_ROOT])
    finally:
        _release()


def _results_to(heard: Heard) -> Callable[[Any], None]:
    from google.protobuf.json_format import MessageToDict

    def told(message: Any) -> None:
        if message.info.name in _RESULTS:
            heard(MessageToDict(message, preserving_proto_field_name=True))

    return told


def _release() -> None:
    """Close the database, which dbt keeps open for the life of the process: it has one writer."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    environment = getattr(DuckDBConnectionManager, "_ENV", None)
    if environment is not None:
        environment.close()
    DuckDBConnectionManager.close_all_connections()


def _outcome(zones: Zones, result: "dbtRunnerResult") -> Build:
    results: Sequence[Any] = getattr(result.result, "results", None) or ()
    if not results and not result.success:
        return Build((), (), (Failure("project", "", None, _one_line(result.exception)),))
    failed = [r for r in results if r.status not in {*_FINE, "skipped"}]
    return Build(
        done=tuple(r.node.name for r in results if r.status in _FINE),
        skipped=tuple(r.node.name for r in results if r.status == "skipped"),
        failures=tuple(_failure(zones, r) for r in failed),
    )


def _failure(zones: Zones, result: Any) -> Failure:
    node = result.node
    if node.resource_type == "test" and result.status == "fail" and _RULE in node.compiled_code:
        model = node.attached_node.rpartition(".")[2]
        return Failure("rules", model, result.failures, _broken_rules(zones, node.compiled_code))
    kind = str(node.resource_type)
    if kind == "test" and result.status != "fail":
        kind = "model"  # its query did not run
    return Failure(kind, node.name, result.failures, _one_line(result.message))


def _broken_rules(zones: Zones, test: str) -> str:
    """The rules of a model that do not hold, each with the rows that break it.

    dbt tells a sum only; the test `holds` answers with the rules, so it is asked once more.
    """
    import duckdb

    with duckdb.connect(str(zones.database), read_only=True) as connection:
        connection.execute("set file_search_path = ?", [_search_path(zones)])
        broken = connection.execute(test).fetchall()
    return "; ".join(f"{rule}: {rows}" for rule, rows in sorted(broken))


def _one_line(message: object) -> str:
    """Without the chain of dbt's own macros, which helps nobody."""
    return " ".join(str(message or "").split()).partition(" > in macro ")[0]


def _search_path(zones: Zones) -> str:
    """Where DuckDB looks for the files of sources: cleared tables, code lists, regions."""
    return f"{zones.sources},{ROOT / 'contracts'}"


def target(zones: Zones) -> Path:
    """Where dbt keeps what it compiles."""
    return zones.database.with_name("dbt")
