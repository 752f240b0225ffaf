"""The map of Indonesia as a grid: one tile a province, so that small ones can be read too.

No boundary is drawn and none is claimed. A hidden cell is hatched, a province that sent nothing
is grey; every tile carries its figure or its sign.
"""

from functools import lru_cache
from typing import Any

from contracts import regions
from warehouse.reports.cells import Block
from warehouse.reports.drawing import Drawing
from warehouse.reports.look import INK, Spec, spec, to_svg

_TILE = 44  # pixels
_GAP = 0.04  # of a tile
_STRIPES = 5
_TILES, _HATCHES = "tiles", "hatches"  # names of the data that are put in when a map is drawn
_KEPT = 64  # sets of layers
_SILENT = "#E3E6E9"
_EMPTY = "#FFFFFF"
_SHADES = ("#CFE3F1", "#9CC7E3", "#5FA3CF", "#2B7BB3", "#0B4F80")  # light to dark: few to many


def tile_map(block: Block, language: str) -> Drawing | None:
    """The SVG of a block whose rows are provinces, by the total of each; None without a figure."""
    tiles, stripes = _tiles(block, language)
    if not any(tile["is_number"] for tile in tiles):
        return None
    layers = _layers(max(tile["value"] for tile in tiles))
    return to_svg({**layers, "datasets": {_TILES: tiles, _HATCHES: stripes}})


@lru_cache(_KEPT)
def _layers(highest: float) -> Spec:
    """Tiles, hatches and words, of any figures up to the highest."""
    import altair as alt

    scale = alt.Scale(type="quantize", domain=[0, highest], range=list(_SHADES))
    across = alt.Scale(domain=[0, 15], nice=False)
    down = alt.Scale(domain=[7, 0], nice=False)
    base = alt.Chart(alt.NamedData(_TILES)).encode(
        x=alt.X("left:Q", axis=None, scale=across),
        x2="right:Q",
        y=alt.Y("top:Q", axis=None, scale=down),
        y2="bottom:Q",
    )
    counted = alt.datum.value > 0
    plain = base.transform_filter(~counted).mark_rect(stroke="#8A97A3", strokeWidth=0.6)
    plain = plain.encode(color=alt.Color("plain:N", scale=None, legend=None))
    squares = base.transform_filter(counted).mark_rect(stroke="#8A97A3", strokeWidth=0.6)
    squares = squares.encode(color=alt.Color("value:Q", scale=scale, legend=None))
    hatched = (
        alt.Chart(alt.NamedData(_HATCHES))
        .mark_rule(color="#9AA5B1", strokeWidth=0.8)
        .encode(
            x=alt.X("left:Q", axis=None, scale=across),
            x2="right:Q",
            y=alt.Y("top:Q", axis=None, scale=down),
            y2="bottom:Q",
        )
    )
    ink = alt.condition(
        counted & (alt.datum.value > highest * 0.6), alt.value("#FFFFFF"), alt.value(INK)
    )
    names = base.mark_text(fontSize=9, dy=-8).encode(
        x=alt.X("middle:Q", scale=across), x2=alt.X2(), y=alt.Y("centre:Q", scale=down),
        y2=alt.Y2(), text="name:N", color=ink,
    )  # fmt: skip
    numbers = base.mark_text(fontSize=13, fontWeight="bold", dy=7).encode(
        x=alt.X("middle:Q", scale=across), x2=alt.X2(), y=alt.Y("centre:Q", scale=down),
        y2=alt.Y2(), text="text:N", color=ink,
    )  # fmt: skip
    drawing = alt.layer(plain, squares, hatched, names, numbers)
    drawing = drawing.resolve_scale(color="independent")
    return spec(drawing.properties(width=15 * _TILE, height=7 * _TILE))


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
                "is_number": figure is not None and figure.value is not None,
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
