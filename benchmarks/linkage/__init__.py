"""Linkage against its peers: `python -m benchmarks.linkage`."""
