"""The pandera models: one class per record type, one module per agency."""
