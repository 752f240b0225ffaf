"""Frequency tables as systems: dimensions, cells, their cube, and the sums between them."""
