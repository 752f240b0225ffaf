"""The linkage models of a data root: those trained here, and the one that a run uses.

A model trained here is `<hash>.json` in the linked zone, with its report beside it. Nothing is
replaced. Which one a run uses is a list that only grows (`in_use.json`: when, which, instead of
which); without one it is the model that comes with the package.
"""

import json
from typing import TYPE_CHECKING, Any

from contracts.problems import Problem
from orchestration.store import Store
from warehouse import files

if TYPE_CHECKING:
    from pathlib import Path

    from transforms.linkage import Model

SHIPPED = "shipped"


def chosen(store: Store) -> str:
    """Hash of the trained model that a run uses; `shipped` for the one of the package."""
    history = choices(store)
    return str(history[-1]["model"]) if history else SHIPPED


def choices(store: Store) -> list[dict[str, Any]]:
    """Every choice of a model: chosen_at, model, version, before; the last one counts."""
    path = store.zones.model_in_use
    if not path.exists():
        return []
    try:
        return list(json.loads(path.read_bytes())["choices"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Problem("storage.file_damaged", path=path) from error


def in_use(store: Store) -> "Model":
    """The model that a run uses.

    Raises:
        Problem: It is gone, changed or of another version of this program.
    """
    from transforms.linkage import shipped_model

    name = chosen(store)
    return shipped_model() if name == SHIPPED else read(store, name)


def read(store: Store, name: str) -> "Model":
    """The model trained here that has this hash.

    Raises:
        Problem: There is none, or the file is not what its hash says.
    """
    from transforms.linkage import ModelError
    from transforms.linkage.specification import from_json

    path = store.zones.model(name)
    if not path.exists():
        raise Problem("linkage.model_unknown", model=name, known=", ".join(trained(store)) or "-")
    try:
        model = from_json(path.read_text("utf-8"))
    except (ModelError, UnicodeDecodeError) as error:
        raise Problem("linkage.model_damaged", path=path) from error
    if model.hash != name:
        raise Problem("linkage.model_damaged", path=path)
    return model


def keep(store: Store, model: "Model", report: dict[str, Any], page: bytes) -> "Path":
    """Keep a trained model, its report as JSON and the same to read.

    Returns:
        Where the report to read is.
    """
    from transforms.linkage.specification import to_json

    path = store.zones.model(model.hash)
    store.zones.make(path.parent)
    files.write_bytes(path, to_json(model).encode(), mode=0o600)
    files.write_json(path.with_suffix(".report.json"), report, mode=0o600)
    files.write_bytes(path.with_suffix(".html"), page, mode=0o600)
    return path.with_suffix(".html")


def trained(store: Store) -> tuple[str, ...]:
    """Hashes of the models trained here."""
    folder = store.zones.model_in_use.parent
    found = {path.stem for path in folder.glob("*.json")} if folder.is_dir() else set()
    return tuple(sorted(n for n in found if not n.endswith(".report") and n != "in_use"))


def use(store: Store, name: str, at: str) -> bool:
    """Let every run from now on use this model.

    Args:
        store: The data root.
        name: Hash of a model trained here, or `shipped`.
        at: When it was chosen.

    Returns:
        Whether that changed anything.

    Raises:
        Problem: There is no such model.
    """
    before = chosen(store)
    if name == before:
        return False
    version = SHIPPED if name == SHIPPED else read(store, name).version
    choice = {"chosen_at": at, "model": name, "version": version, "before": before}
    path = store.zones.model_in_use
    store.zones.make(path.parent)
    files.write_json(path, {"choices": [*choices(store), choice]}, mode=0o600)
    return True
