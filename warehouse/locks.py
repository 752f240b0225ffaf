"""One writer at a time: a lock on a file, which the system gives back when we are killed."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from contracts.problems import Problem


@contextmanager
def locked(path: Path, *, waiting: Callable[[], None] | None = None) -> Iterator[None]:
    """Hold the lock of a file; wait while another process does.

    Args:
        path: The lock file; made if it is not there, never removed.
        waiting: Called once if another process holds it. Without, the lock is refused at once.

    Raises:
        Problem: Another process holds it and nobody wants to wait; or the file cannot be made.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise Problem("storage.folder_unwritable", path=path, why=error.strerror) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if waiting is None:
                raise Problem("storage.locked", path=path) from None
            waiting()
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
