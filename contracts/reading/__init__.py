"""Reading of what a unit sends: files become text, cell by cell, with the place a person sees.

Nothing here gives a cell a type; that is the business of `contracts/parsing`.
"""
