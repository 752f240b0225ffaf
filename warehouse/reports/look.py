"""How every picture looks: ink, letters, axes. What it shows stands with its kind."""

import json
from typing import TYPE_CHECKING, Any

from warehouse.reports.drawing import Drawing, draw

if TYPE_CHECKING:
    import altair as alt

INK = "#1F2933"
_FAINT = "#D9DEE3"

Spec = dict[str, Any]  # of Vega-Lite


def spec(drawing: "alt.LayerChart | alt.FacetChart") -> Spec:
    """The drawing as Vega-Lite; unchecked, since the schema takes longer than the drawing."""
    return drawing.to_dict(validate=False)


def to_svg(drawing: Spec) -> Drawing:
    """The drawing in the look of all charts, being made."""
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
    return draw(json.dumps({**drawing, "config": look}))
