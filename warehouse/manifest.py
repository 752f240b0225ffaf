"""The dbt manifest: what the models are, parsed once for each version of the project's files.

It says nothing of a data root, so it stands beside the code (`target/`, not in git) and serves
every root; set-up makes it, so that the first run need not wait for it.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contracts.problems import Problem
from warehouse.locks import locked
from warehouse.settings import set_variables

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

ROOT = Path(__file__).parents[1]  # where dbt_project.yml stands
_KEPT = ROOT / "target"
_PARSED = ("models", "warehouse/macros", "contracts/codelists", "contracts/regions", "tests/dbt")
_SETTINGS = ("dbt_project.yml", "profiles.yml")
_SUFFIXES = {".sql", ".yml", ".csv", ".md"}
AT_ROOT = ("--project-dir", str(ROOT), "--profiles-dir", str(ROOT))
QUIET = ("--quiet", "--log-level", "none", "--no-use-colors", "--no-print")


def read() -> dict[str, Any]:
    """The manifest as dbt documents it."""
    return json.loads((_parsed() / "manifest.json").read_bytes())


def descriptions() -> dict[str, dict[str, str]]:
    """What is said of every model and its columns; the empty name is the model itself."""
    return {
        node["name"]: {
            "": node["description"],
            **{column["name"]: column["description"] for column in node["columns"].values()},
        }
        for node in read()["nodes"].values()
        if node["resource_type"] == "model"
    }


def load() -> "Manifest":
    """The manifest as dbt's own runner takes it, so that a build does not parse again."""
    from dbt.contracts.graph.manifest import Manifest
    from dbt.parser.manifest import extended_mashumuro_decoder

    kept = (_parsed() / "partial_parse.msgpack").read_bytes()
    return Manifest.from_msgpack(kept, decoder=extended_mashumuro_decoder)


def fingerprint() -> str:
    """Of every file that dbt parses (models, macros, code lists, tests), and of dbt."""
    digest = hashlib.sha256(f"{version('dbt-core')} {version('dbt-duckdb')} {ROOT}".encode())
    for path in _files():
        digest.update(f"{path.relative_to(ROOT)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _parsed() -> Path:
    """The folder of this version of the files; parsed now if it never was.

    Raises:
        RuntimeError: The project does not parse.
        Problem: The checkout cannot be written, and set-up has not parsed this version.
    """
    folder = _KEPT / fingerprint()[:16]
    if not folder.is_dir():
        _make_folder(_KEPT)
        with locked(_KEPT / ".lock", waiting=lambda: None):
            if not folder.is_dir():  # another process may have made it while we waited
                _remake(folder)
    return folder


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise Problem("storage.folder_unwritable", path=folder, why=error.strerror) from error


def _remake(folder: Path) -> None:
    beside = folder.with_name(".parsing")
    for old in _KEPT.iterdir():  # of other versions, or of a parse that was killed
        if old.is_dir():
            shutil.rmtree(old)
    _parse(beside)
    beside.rename(folder)


def _parse(folder: Path) -> None:
    from dbt.cli.main import dbtRunner

    set_variables(
        {
            "KLIRING_WAREHOUSE_DB": "kliring.duckdb",  # its name is the database's in every root
            "DBT_TARGET_PATH": str(folder),
            "DBT_LOG_PATH": str(folder / "logs"),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            "DBT_VERSION_CHECK": "false",
        }
    )
    # whole, not by parts: dbt's partial parse keeps columns of a YAML file that has changed since
    result = dbtRunner().invoke([*QUIET, "--no-partial-parse", "parse", *AT_ROOT])
    if not result.success:
        raise RuntimeError(str(result.exception))


def _files() -> Iterator[Path]:
    yield from (ROOT / name for name in _SETTINGS)
    for folder in _PARSED:
        found = (ROOT / folder).rglob("*")
        yield from sorted(p for p in found if p.suffix in _SUFFIXES)


if __name__ == "__main__":
    _parsed()
