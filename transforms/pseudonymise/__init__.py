"""Identifiers end here: records go on without them, encodings go to the linkage zone alone."""

from transforms.pseudonymise.pseudonymise import Pseudonymised, pseudonymise

__all__ = ["Pseudonymised", "pseudonymise"]
