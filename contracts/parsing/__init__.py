"""Parsing: text cells to typed values, one way per kind, for whole columns at once."""
