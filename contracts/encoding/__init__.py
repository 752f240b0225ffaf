"""Keyed encodings of identifiers: the same code at the desk and at ingest; a key is an argument."""
