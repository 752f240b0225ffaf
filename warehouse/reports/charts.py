"""Charts of published cells as SVG: bars that carry their number, hidden cells marked by sign.

Drawn without a browser and without a network. A chart shows no cell that its table hides: such a
cell has no bar, only its sign.
"""

import textwrap
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from warehouse.reports.cells import Block, Heading
from warehouse.reports.drawing import Drawing
from warehouse.reports.look import INK, Spec, spec, to_svg
from warehouse.reports.numbers import Figure
from warehouse.reports.tilemap import tile_map

if TYPE_CHECKING:
    import altair as alt

# Okabe and Ito (2008): told apart with every common colour blindness, and in grey.
PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7")
_WRAP = 40  # characters of a label before it takes a second line
_BAR = 19  # height of a bar with its gap, in pixels
_LINES = 10  # height of one more line of a label
_DIGITS = 3  # of the number before a label, which is not drawn
_KEPT = 256  # sets of layers
_CELLS = "cells"  # name of the data that is put in when a chart is drawn


def chart(kind: str, block: Block, language: str, width: int = 380) -> Drawing | None:
    """The SVG of a block, being made; None where there is nothing to draw.

    Args:
        kind: `bars` (the rows, by their total), `columns` (the columns, by the total row),
            `grouped` (the rows, a bar for each column), `map` (the provinces in a grid).
        block: What to draw.
        language: For the numbers.
        width: Of the plot, in pixels.
    """
    if kind == "map":
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


def _bars(shown: Sequence[tuple[Heading, Figure]], language: str, width: int) -> Drawing | None:
    if not any(f.value for _, f in shown):
        return None
    data = [
        {"label": _wrapped(h, i), "value": _plain(f), "text": f.text(language)}
        for i, (h, f) in enumerate(shown)
    ]
    return _filled(_bar_layers(), data, width, len(data) * _step(data))


@lru_cache(1)
def _bar_layers() -> Spec:
    """Bars with their figures, of any data: to put them together takes longer than to draw them."""
    import altair as alt

    base = alt.Chart(alt.NamedData(_CELLS)).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=_label_axis())
    )
    bars = base.mark_bar(color=PALETTE[0], height={"band": 0.72}).encode(
        x=alt.X("value:Q", axis=None, scale=alt.Scale(domainMin=0))
    )
    numbers = base.mark_text(align="left", dx=4, color=INK).encode(
        x=alt.X("value:Q"), text="text:N"
    )
    return spec(alt.layer(bars, numbers))


def _grouped(block: Block, language: str, width: int) -> Drawing | None:
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
    height = len(rows) * (6 + 13 * len(columns))
    return _filled(_group_layers(tuple(c.label for c in columns)), data, width, height)


@lru_cache(_KEPT)
def _group_layers(series: tuple[str, ...]) -> Spec:
    """A bar for each of the series, side by side, of any data."""
    import altair as alt

    base = alt.Chart(alt.NamedData(_CELLS)).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=_label_axis()),
        yOffset=alt.YOffset("series:N", sort=series),
    )
    colour = alt.Color(
        "series:N",
        sort=series,
        scale=alt.Scale(domain=series, range=list(PALETTE[: len(series)])),
        legend=alt.Legend(title=None, orient="top", direction="horizontal", labelLimit=0),
    )
    bars = base.mark_bar().encode(
        x=alt.X("value:Q", axis=None, scale=alt.Scale(domainMin=0)), color=colour
    )
    numbers = base.mark_text(align="left", dx=4, color=INK, fontSize=10).encode(
        x=alt.X("value:Q"), text="text:N"
    )
    return spec(alt.layer(bars, numbers))


def _filled(layers: Spec, data: Sequence[Spec], width: int, height: int) -> Drawing:
    return to_svg({**layers, "datasets": {_CELLS: data}, "width": width, "height": height})


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


def _label_axis() -> "alt.Axis":
    import altair as alt

    return alt.Axis(
        labelExpr=f"split(slice(datum.label, {_DIGITS}), '\\n')", labelLimit=0, ticks=False,
        domain=False, labelPadding=6, labelLineHeight=12,
    )  # fmt: skip
