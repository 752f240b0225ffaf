"""The statistical core, pure: frames in, frames out.

No path, no clock, no environment; a key is an argument. Never imports warehouse.
"""
