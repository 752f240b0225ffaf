"""One report: what is secret in it, and how each of its figures is shown."""
