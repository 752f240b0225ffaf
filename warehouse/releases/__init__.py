"""The only way out for numbers: a ledger that is only appended to, signed votes, sealed tables."""
