"""Bringing what agencies write to one standard that holds today."""
