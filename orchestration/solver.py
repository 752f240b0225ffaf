"""The solver's greeting: said once, below Python, on stdout, where only the answer belongs."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def greet_nobody() -> None:
    """Let the solver greet into nowhere, so that it is silent from then on."""
    import highspy

    with silent_stdout():
        highspy.Highs()


@contextmanager
def silent_stdout() -> Iterator[None]:
    """Nothing reaches stdout meanwhile, not even from below Python."""
    kept = os.dup(1)
    try:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), 1)
            yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
