"""How disclosure control compares with the figures and tools of others."""
