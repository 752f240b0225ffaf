"""Trained linkage models as JSON; read with `specification.shipped`."""
