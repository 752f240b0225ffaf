"""The reports: published cells printed as PDF, web page and workbook.

Nothing here computes a figure: a report prints the cells it is given, says what each counts and
from what, and shows what is hidden as hidden.
"""
