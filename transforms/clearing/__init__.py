"""Clearing: one row per person, role and case out of what several agencies recorded.

Every disagreement is kept with all its values; beside it stands what was chosen and by which rule.
"""
