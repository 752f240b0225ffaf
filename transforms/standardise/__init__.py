"""Bringing what agencies record to one form: here the regions of different years."""
