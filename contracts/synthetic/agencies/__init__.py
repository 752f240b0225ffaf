"""What each agency records of the world: one module per agency, each with its own blind spots."""
