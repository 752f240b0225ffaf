"""Linkage: which records are one person and which documents one case.

Encodings in, clusters with stable ids out. `link` is the entry for a run; `shipped_model` is the
frozen model that a run uses; training (`train`), evaluation (`evaluate`) and the report on
quality (`quality`) stand beside it.
"""

from transforms.linkage.linking import Linked, link
from transforms.linkage.specification import Model, ModelError
from transforms.linkage.specification import shipped as shipped_model

__all__ = ["Linked", "Model", "ModelError", "link", "shipped_model"]
