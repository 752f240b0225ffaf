"""Drawings are made by a process of their own, each once."""

import json
import subprocess
import sys

import pytest

from warehouse.reports.drawing import draw, start

BARS = {
    "data": {"values": [{"label": "a", "value": 3.1}, {"label": "b", "value": 2}]},
    "mark": "bar",
    "encoding": {
        "x": {"field": "value", "type": "quantitative"},
        "y": {"field": "label", "type": "nominal"},
    },
}


def test_a_drawing_is_what_the_engine_draws_here():
    import vl_convert

    assert draw(json.dumps(BARS)).result() == vl_convert.vegalite_to_svg(BARS)


def test_the_same_drawing_is_made_once():
    start()
    assert draw(json.dumps(BARS)) is draw(json.dumps(BARS))


def test_what_cannot_be_drawn_is_an_error_and_the_next_one_is_drawn():
    with pytest.raises(RuntimeError):
        draw(json.dumps({"mark": 3})).result()
    assert draw(json.dumps({**BARS, "width": 77})).result().startswith("<svg")


def test_the_engine_ends_with_who_started_it():
    command = "from warehouse.reports.drawing import start; start()"
    ended = subprocess.run(
        [sys.executable, "-X", "dev", "-c", command],
        check=False,
        capture_output=True,
        timeout=60,
    )
    assert (ended.returncode, ended.stderr) == (0, b"")
