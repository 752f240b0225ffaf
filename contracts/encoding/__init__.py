"""Keyed encodings of identifiers: what lets persons be linked without pooling names.

Normaliser and encoder serve the desk and the ingest step alike. An encoding is personal data, not
anonymous data: it stays in the restricted zone.
"""

NORMALISER_VERSION = "1"
