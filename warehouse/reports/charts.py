"""Charts of published cells as SVG: bars that carry their number, hidden cells marked by sign.

Drawn without a browser and without a network, from Vega-Lite as it is written (Altair would take
longer to put it together than the engine to draw it). A chart shows no cell that its table hides:
such a cell has no bar, only its sign.
"""

import json
import textwrap
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from warehouse.reports.cells import Block, Heading
from warehouse.reports.numbers import Figure

Spec = dict[str, Any]  # of Vega-Lite, or a part of it

# Okabe and Ito (2008): told apart with every common colour blindness, and in grey.
PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7")
INK = "#1F2933"
_FAINT = "#D9DEE3"
_WRAP = 40  # characters of a label before it takes a second line
_BAR = 19  # height of a bar with its gap, in pixels
_LINES = 10  # height of one more line of a label
_DIGITS = 3  # of the number before a label, which is not drawn
_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.4.1.json"
_KEPT = 256  # drawings


def chart(kind: str, block: Block, language: str, width: int = 380) -> str | None:
    """The SVG of a block; None where there is nothing to draw.

    Args:
        kind: `bars` (the rows, by their total), `columns` (the columns, by the total row),
            `grouped` (the rows, a bar for each column), `map` (the provinces in a grid).
        block: What to draw.
        language: For the numbers.
        width: Of the plot, in pixels.
    """
    if kind == "map":
        from warehouse.reports.tilemap import tile_map

        return tile_map(block, language)
    if kind == "grouped":
        return _grouped(block, language, width)
    return _bars(_shown(kind, block, language), language, width)


def told(kind: str, block: Block, language: str) -> str:
    """What a chart shows, in words, for those who hear it: label and figure, one by one."""
    if kind == "grouped":
        rows, columns = _series(block, language)
        parts = [
            f"{row.label}: "
            + ", ".join(
                f"{column.label} {figure.text(language)}"
                for column in columns
                if (figure := block.figure(row, column)) is not None
            )
            for row in rows
        ]
    else:
        parts = [f"{h.label} {f.text(language)}" for h, f in _shown(kind, block, language)]
    return "; ".join(parts)


def field(name: str, kind: str, **more: Any) -> Spec:
    """A channel that reads a column of the data.

    Args:
        name: The column.
        kind: `nominal` or `quantitative`.
        more: Scale, axis and the like.
    """
    return {"field": name, "type": kind, **more}


def to_svg(drawing: Spec) -> str:
    """The drawing as SVG, in the look of all charts."""
    look = {
        "font": "Libertinus Serif",
        "background": None,
        "view": {"stroke": None},
        "axis": {
            "labelColor": INK,
            "titleColor": INK,
            "domainColor": _FAINT,
            "tickColor": _FAINT,
            "gridColor": _FAINT,
            "labelFontSize": 11,
            "titleFontSize": 11,
            "titleFontWeight": "normal",
        },
        "legend": {"labelFontSize": 11, "titleFontSize": 11, "labelColor": INK},
        "text": {"fontSize": 11},
    }
    return _drawn(json.dumps({"$schema": _SCHEMA, **drawing, "config": look}))


@lru_cache(_KEPT)
def _drawn(spec: str) -> str:
    """A draft and its release, a map in the front and its chapter have drawings in common."""
    import vl_convert

    # as an object: the engine reads numbers in text a last digit less exactly
    return vl_convert.vegalite_to_svg(json.loads(spec))


def _shown(kind: str, block: Block, language: str) -> list[tuple[Heading, Figure]]:
    """The headings of one direction with their figures in the margin of the other; no zeros."""
    if kind == "columns":
        margin = _margin(block.rows)
        line = [(c, block.figure(margin, c)) for c in block.columns if not c.is_total]
    else:
        margin = _margin(block.columns)
        line = [(r, block.figure(r, margin)) for r in block.rows if not r.is_total]
    return [(h, f) for h, f in line if f is not None and f.text(language) != "0"]


def _margin(headings: Sequence[Heading]) -> Heading:
    return next((h for h in headings if h.is_total), headings[-1])


def _bars(shown: Sequence[tuple[Heading, Figure]], language: str, width: int) -> str | None:
    if not any(f.value for _, f in shown):
        return None
    data = [
        {"label": _wrapped(h, i), "value": _plain(f), "text": f.text(language)}
        for i, (h, f) in enumerate(shown)
    ]
    mark = {"type": "bar", "color": PALETTE[0], "height": {"band": 0.72}}
    bars = {"mark": mark, "encoding": {"x": _length(), "y": _label()}}
    return _layered(data, [bars, _numbers({"y": _label()})], width, len(data) * _step(data))


def _grouped(block: Block, language: str, width: int) -> str | None:
    rows, columns = _series(block, language)
    data = [
        {
            "label": _wrapped(row, i),
            "series": column.label,
            "value": _plain(figure),
            "text": figure.text(language),
        }
        for i, row in enumerate(rows)
        for column in columns
        if (figure := block.figure(row, column)) is not None
    ]
    if not any(d["value"] for d in data):
        return None
    series = [c.label for c in columns]
    place = {"y": _label(), "yOffset": field("series", "nominal", sort=series)}
    colour = field(
        "series", "nominal", sort=series,
        scale={"domain": series, "range": list(PALETTE[: len(series)])},
        legend={"title": None, "orient": "top", "direction": "horizontal", "labelLimit": 0},
    )  # fmt: skip
    bars = {"mark": {"type": "bar"}, "encoding": {"x": _length(), **place, "color": colour}}
    height = len(rows) * (6 + 13 * len(columns))
    return _layered(data, [bars, _numbers(place, fontSize=10)], width, height)


def _layered(data: Sequence[Spec], layers: Sequence[Spec], width: int, height: int) -> str:
    return to_svg({"data": {"values": data}, "layer": layers, "width": width, "height": height})


def _length() -> Spec:
    """The length of a bar."""
    return field("value", "quantitative", axis=None, scale={"domainMin": 0})


def _label() -> Spec:
    """The place of a bar beside its label."""
    axis = {
        "labelExpr": f"split(slice(datum.label, {_DIGITS}), '\\n')", "labelLimit": 0,
        "ticks": False, "domain": False, "labelPadding": 6, "labelLineHeight": 12,
    }  # fmt: skip
    return field("label", "nominal", sort=None, title=None, axis=axis)


def _numbers(place: Spec, **look: Any) -> Spec:
    """The figure at the end of each bar."""
    return {
        "mark": {"type": "text", "align": "left", "dx": 4, "color": INK, **look},
        "encoding": {
            "x": field("value", "quantitative"),
            **place,
            "text": field("text", "nominal"),
        },
    }


def _series(block: Block, language: str) -> tuple[list[Heading], list[Heading]]:
    """Rows and columns of a chart in groups: those with a figure that may be drawn."""
    columns = [c for c in block.columns if not c.is_total and c.parent is None]
    rows = [r for r in block.rows if not r.is_total and not block.has_children(r, block.rows)]
    drawn = [c for c in columns if any((f := block.figure(r, c)) and f.value for r in rows)]
    columns = drawn[: len(PALETTE)]
    rows = [r for r in rows if any(_is_used(block, [r], c, language) for c in columns)]
    return rows, columns


def _is_used(block: Block, rows: Sequence[Heading], column: Heading, language: str) -> bool:
    """Whether a column holds anything but zeros in these rows."""
    figures = [block.figure(row, column) for row in rows]
    return any(f is not None and f.text(language) != "0" for f in figures)


def _plain(figure: Figure) -> float:
    """The length of a bar; nothing where the figure is hidden or absent."""
    return float(figure.value) if figure.value is not None else 0.0


def _wrapped(heading: Heading, index: int) -> str:
    """A label in lines after its number: the same words may name two rows."""
    lines = textwrap.wrap(heading.label, _WRAP) or [heading.code]
    return f"{index:0{_DIGITS}d}" + "\n".join(lines)


def _step(data: Sequence[dict[str, Any]]) -> int:
    """Height of a bar with its gap, so that the longest label fits."""
    return _BAR + _LINES * max(d["label"].count("\n") for d in data)
