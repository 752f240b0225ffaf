"""One piece of work in a process of its own: how long it took, how much memory its tree held."""

import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_MIB = 1 << 20
_EVERY = 0.05  # seconds between two looks at the memory of a process and its children


class WorkFailedError(RuntimeError):
    """The work ended with an exit code that was not expected."""


@dataclass(frozen=True)
class Usage:
    """What a piece of work used.

    Attributes:
        wall: Seconds.
        cpu: Processor seconds of the process and of all children it waited for.
        peak: Most memory in MiB, of the process or, if watched, of its whole tree at once.
        answer: The numbers of what it printed as JSON, if anything.
    """

    wall: float
    cpu: float
    peak: float
    answer: Mapping[str, float] = field(default_factory=dict)


def command(
    arguments: Sequence[str | Path],
    environment: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    *,
    allowed: Sequence[int] = (0,),
) -> Usage:
    """Run a command, its output thrown away unless it is JSON, its tree watched.

    Raises:
        WorkFailedError: Its exit code is not among those allowed.
    """
    started = time.perf_counter()
    with subprocess.Popen(
        [str(a) for a in arguments],
        env={**os.environ, **(environment or {})},
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        seen: list[float] = []
        done = threading.Event()
        watcher = threading.Thread(target=_watch, args=(child.pid, seen, done))
        errors: list[bytes] = []
        reader = threading.Thread(target=lambda: errors.append(child.stderr.read()))  # pyright: ignore[reportOptionalMemberAccess]
        watcher.start()
        reader.start()
        output = child.stdout.read() if child.stdout else b""
        reader.join()
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - started
        done.set()
        watcher.join()
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in allowed:
        raise WorkFailedError(errors[0].decode(errors="replace")[-2000:])
    largest = used.ru_maxrss / 1024
    return Usage(wall, used.ru_utime + used.ru_stime, max([largest, *seen]), _json(output) or {})


def worker(name: str, *arguments: str | Path) -> Usage:
    """One of `benchmarks.workers` in a process of its own: the seconds are those it measured."""
    usage = command([sys.executable, "-m", "benchmarks.workers", name, *arguments])
    return Usage(usage.answer["wall"], usage.answer["cpu"], usage.peak, usage.answer)


def alternating(pairs: int, *works: Callable[[], Usage]) -> list[Usage]:
    """The median usage of each work, the works taking turns so that they meet the same noise."""
    taken: list[list[Usage]] = [[] for _ in works]
    for _ in range(pairs):
        for place, work in enumerate(works):
            taken[place].append(work())
    return [_median(usages) for usages in taken]


def _median(usages: Sequence[Usage]) -> Usage:
    names = usages[0].answer
    return Usage(
        wall=statistics.median(u.wall for u in usages),
        cpu=statistics.median(u.cpu for u in usages),
        peak=max(u.peak for u in usages),
        answer={n: statistics.median(u.answer[n] for u in usages) for n in names},
    )


def _json(output: bytes) -> dict[str, float] | None:
    try:
        found = json.loads(output)
    except ValueError:
        return None
    if not isinstance(found, dict):
        return None
    return {name: value for name, value in found.items() if isinstance(value, int | float)}


def _watch(root: int, seen: list[float], done: threading.Event) -> None:
    """Memory of a process and all its children, again and again."""
    while not done.wait(_EVERY):
        members = _tree(root)
        if len(members) > 1:  # of one process the kernel itself keeps the peak
            seen.append(sum(_memory(pid) for pid in members))


def _tree(root: int) -> list[int]:
    found, open_ones = [], [root]
    while open_ones:
        pid = open_ones.pop()
        found.append(pid)
        for path in Path(f"/proc/{pid}/task").glob("*/children"):
            try:
                open_ones += map(int, path.read_text().split())
            except OSError:
                continue
    return found


def _memory(pid: int) -> float:
    """MiB of a process, shared pages counted by their share."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024 / _MIB
    except OSError:
        pass
    return 0.0
