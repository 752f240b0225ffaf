"""Vega-Lite drawn to SVG, by a process of its own.

The engine holds Python still while it draws, a second and more for a report; beside it the workbook
is written meanwhile. `python -m warehouse.reports.drawing` reads a drawing a line and answers each
with a line, both JSON; it ends when nobody writes to it any more.
"""

import atexit
import json
import signal
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache, lru_cache

Drawing = Future[str]  # the SVG, when it is there
_KEPT = 256  # drawings
_NOTHING = {"data": {"values": []}, "mark": "point"}


@lru_cache(_KEPT)
def draw(spec: str) -> Drawing:
    """Have a drawing made; the same one once: a draft and its release have most in common.

    Args:
        spec: Vega-Lite as JSON.
    """
    return _queue().submit(_drawn, spec)


def start() -> None:
    """Have the engine started, which takes a second, while other work is done."""
    draw(json.dumps(_NOTHING))


@cache
def _queue() -> ThreadPoolExecutor:
    """The thread that hands over drawings one by one and waits for them."""
    return ThreadPoolExecutor(1)


@cache
def _engine() -> "subprocess.Popen[str]":
    started = subprocess.Popen(  # noqa: S603 - this interpreter and this module
        [sys.executable, "-P", "-m", __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    atexit.register(started.communicate)  # says that nothing more comes, and waits for its end
    return started


def _drawn(spec: str) -> str:
    """The SVG of a drawing.

    Raises:
        RuntimeError: The engine refused it.
    """
    engine = _engine()
    if engine.stdin is None or engine.stdout is None:
        raise RuntimeError("the engine has no pipes")
    engine.stdin.write(spec + "\n")
    engine.stdin.flush()
    answer = engine.stdout.readline()
    if not answer:
        _engine.cache_clear()  # it has ended: the next drawing starts another
        raise RuntimeError("a chart cannot be drawn")
    return json.loads(answer)


def _serve() -> None:
    import vl_convert

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who is interrupted stops writing, that ends it
    for line in sys.stdin:
        # as an object: the engine reads numbers in text a last digit less exactly
        svg = vl_convert.vegalite_to_svg(json.loads(line))
        sys.stdout.write(json.dumps(svg) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve()
