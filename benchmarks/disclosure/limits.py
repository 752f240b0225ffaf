"""A command in a process of its own that may use so much time and memory and no more."""

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_EVERY = 0.1  # seconds between two looks
_ENDED = 5  # seconds that a child has to end when asked to


@dataclass(frozen=True)
class Ran:
    """What a command did.

    Attributes:
        wall: Seconds.
        cpu: Processor seconds, with those of its children.
        peak: Largest memory in MiB.
        document: What it printed, if that was JSON.
        failure: Why there is no result; None if there is one.
    """

    wall: float
    cpu: float
    peak: float
    document: dict[str, Any] = field(default_factory=dict)
    failure: str | None = None

    @property
    def used(self) -> str:
        """Wall and processor seconds, memory."""
        return f"{self.wall:.1f} s ({self.cpu:.1f}), {self.peak:,.0f} MiB"


def run(
    arguments: Sequence[str | Path],
    *,
    seconds: float,
    gib: float,
    allowed: Sequence[int] = (0,),
    environment: dict[str, str] | None = None,
) -> Ran:
    """Run a command; it is ended when it goes over a limit."""
    started = time.perf_counter()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = subprocess.Popen(
            [str(a) for a in arguments],
            stdout=out,
            stderr=err,
            env={**os.environ, **(environment or {})},
        )
        failure = None
        while True:
            pid, status, usage = os.wait4(child.pid, os.WNOHANG)
            if pid:
                break
            wall = time.perf_counter() - started
            if wall > seconds:
                failure = f"not within {seconds:,.0f} s"
            elif _peak(child.pid) > gib * 1024:
                failure = f"over {gib:g} GiB"
            if failure:
                status, usage = _end(child)
                break
            time.sleep(_EVERY)
        child.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - started
        out.seek(0)
        err.seek(0)
        if failure is None and child.returncode not in allowed:
            lines = err.read().decode(errors="replace").strip().splitlines()
            failure = (lines or [f"exit code {child.returncode}"])[-1][:200]
        document = _json(out.read())
    cpu = usage.ru_utime + usage.ru_stime
    return Ran(wall, cpu, usage.ru_maxrss / 1024, document, failure)


def _end(child: subprocess.Popen[bytes]) -> tuple[int, Any]:
    """End this child alone, by its own id."""
    child.terminate()
    for _ in range(int(_ENDED / _EVERY)):
        pid, status, usage = os.wait4(child.pid, os.WNOHANG)
        if pid:
            return status, usage
        time.sleep(_EVERY)
    child.kill()
    _, status, usage = os.wait4(child.pid, 0)
    return status, usage


def _peak(pid: int) -> float:
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0


def _json(output: bytes) -> dict[str, Any]:
    try:
        found = json.loads(output)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
