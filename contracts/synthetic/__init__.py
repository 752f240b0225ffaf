"""Fictitious extracts of all four agencies with the truth of who is who.

Ships with the product: `kliring generate` and `kliring demo` use it, the tests and the benchmarks
draw from it. Every person in it is invented.
"""
