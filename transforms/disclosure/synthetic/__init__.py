"""The differentially private synthetic file: what is counted, the fit to noisy counts, its errors.

Not to be confused with `contracts/synthetic`, the fictitious extracts, which know no real person.
"""
