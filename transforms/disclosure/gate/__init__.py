"""All releases together: what anybody learns from them, and the proof that they keep secrets."""
