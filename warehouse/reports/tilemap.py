"""The map of Indonesia as a grid: one tile a province, so that small ones can be read too.

No boundary is drawn and none is claimed. A hidden cell is hatched, a province that sent nothing
is grey; every tile carries its figure or its sign.
"""

from collections.abc import Sequence
from typing import Any

from contracts import regions
from warehouse.reports.cells import Block
from warehouse.reports.charts import INK, Spec, field, to_svg

_TILE = 44  # pixels
_COLUMNS, _ROWS = 15, 7
_ACROSS: Spec = {"domain": [0, _COLUMNS], "nice": False}
_DOWN: Spec = {"domain": [_ROWS, 0], "nice": False}
_GAP = 0.04  # of a tile
_STRIPES = 5
_SILENT = "#E3E6E9"
_EMPTY = "#FFFFFF"
_SHADES = ("#CFE3F1", "#9CC7E3", "#5FA3CF", "#2B7BB3", "#0B4F80")  # light to dark: few to many


def tile_map(block: Block, language: str) -> str | None:
    """The SVG of a block whose rows are provinces, by the total of each; None without a figure."""
    tiles, stripes = _tiles(block, language)
    if not any(tile["kind"] == "published" for tile in tiles):
        return None
    highest = max(tile["value"] for tile in tiles)
    counted = "datum.kind === 'published' && datum.value > 0"
    shade = field(
        "value", "quantitative", legend=None,
        scale={"type": "quantize", "domain": [0, highest], "range": list(_SHADES)},
    )  # fmt: skip
    dark = {"test": f"{counted} && datum.value > {highest * 0.6}", "value": "#FFFFFF"}
    ink = {"condition": dark, "value": INK}
    layers = [
        _squares(tiles, f"!({counted})", field("plain", "nominal", scale=None, legend=None)),
        _squares(tiles, counted, shade),
        {
            "data": {"values": stripes},
            "mark": {"type": "rule", "color": "#9AA5B1", "strokeWidth": 0.8},
            "encoding": _edges(),
        },
        _words(tiles, "name", ink, {"fontSize": 9, "dy": -8}),
        _words(tiles, "text", ink, {"fontSize": 13, "fontWeight": "bold", "dy": 7}),
    ]
    return to_svg(
        {
            "layer": layers,
            "resolve": {"scale": {"color": "independent"}},
            "width": _COLUMNS * _TILE,
            "height": _ROWS * _TILE,
        }
    )


def _squares(tiles: Sequence[Spec], which: str, colour: Spec) -> Spec:
    return {
        "data": {"values": tiles},
        "transform": [{"filter": which}],
        "mark": {"type": "rect", "stroke": "#8A97A3", "strokeWidth": 0.6},
        "encoding": {**_edges(), "color": colour},
    }


def _words(tiles: Sequence[Spec], column: str, ink: Spec, look: Spec) -> Spec:
    return {
        "data": {"values": tiles},
        "mark": {"type": "text", **look},
        "encoding": {
            "x": field("middle", "quantitative", scale=_ACROSS),
            "y": field("centre", "quantitative", scale=_DOWN),
            "text": field(column, "nominal"),
            "color": ink,
        },
    }


def _edges() -> Spec:
    return {
        "x": field("left", "quantitative", axis=None, scale=_ACROSS),
        "x2": {"field": "right"},
        "y": field("top", "quantitative", axis=None, scale=_DOWN),
        "y2": {"field": "bottom"},
    }


def _tiles(block: Block, language: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The 38 tiles, and the stripes over those that are hidden."""
    total = next((c for c in block.columns if c.is_total), block.columns[-1])
    figures = {row.code: block.figure(row, total) for row in block.rows}
    tiles: list[dict[str, Any]] = []
    stripes: list[dict[str, Any]] = []
    for place in regions.tiles():
        figure = figures.get(place.code)
        kind = "not_reported" if figure is None else figure.kind
        left, top = place.column + _GAP, place.row + _GAP
        right, bottom = place.column + 1 - _GAP, place.row + 1 - _GAP
        tiles.append(
            {
                "left": left,
                "right": right,
                "top": top,
                "bottom": bottom,
                "middle": place.column + 0.5,
                "centre": place.row + 0.5,
                "name": place.label,
                "kind": kind,
                "value": float(figure.value) if figure and figure.value is not None else 0.0,
                "text": figure.text(language) if figure else "×",
                "plain": _SILENT if kind in ("not_reported", "not_applicable") else _EMPTY,
            }
        )
        if figure is not None and figure.is_hidden:
            stripes += _stripes(left, top, right - left)
    return tiles, stripes


def _stripes(left: float, top: float, side: float) -> list[dict[str, float]]:
    """Diagonal lines across a square, from its left and lower edges to its upper and right ones."""
    found = []
    for number in range(1, 2 * _STRIPES):
        reach = side * number / _STRIPES
        over = max(0.0, reach - side)
        found.append(
            {
                "left": left + over,
                "top": top + min(reach, side),
                "right": left + min(reach, side),
                "bottom": top + over,
            }
        )
    return found
