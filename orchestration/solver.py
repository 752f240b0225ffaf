"""The solver's greeting: said once, below Python, on stdout, where only the answer belongs."""

import os
from pathlib import Path


def greet_nobody() -> None:
    """Let the solver greet into nowhere, so that it is silent from then on."""
    import highspy

    kept = os.dup(1)
    try:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), 1)
            highspy.Highs()
    finally:
        os.dup2(kept, 1)
        os.close(kept)
