"""Plots beside a materialisation: a picture inside a Markdown value, so that nothing is fetched.

They are drawn where Dagster starts the run (`dagster dev`, schedule, sensor). `kliring run` draws
none: the first drawing of a process costs a second, and nobody looks at it there.
"""

import base64
from typing import TYPE_CHECKING, Any

import dagster as dg
import polars as pl

from contracts.messages import subject_texts

if TYPE_CHECKING:
    import altair as alt

_WIDTH = 420  # pixels
_STATUSES = ("received", "late", "nil", "silent", "withdrawn")
_SHADES = ("#0072B2", "#56B4E9", "#B8C4CE", "#D55E00", "#CC79A7")  # Okabe and Ito (2008)


def findings(by_rule: pl.DataFrame) -> dg.MetadataValue:
    """Bars of the findings by rule.

    Args:
        by_rule: rule, severity, findings.
    """
    import altair as alt

    names = subject_texts("rule_labels", "en")
    named = [
        row | {"label": f"{row['rule']} {names.get(row['rule'], '')}"} for row in by_rule.to_dicts()
    ]
    scale = alt.Scale(domain=["error", "warning", "note"], range=["#D55E00", "#E69F00", "#56B4E9"])
    drawing = _chart(named).mark_bar().encode(
        x=alt.X("findings:Q", title="findings"),
        y=alt.Y("label:N", sort="-x", title=None, axis=alt.Axis(labelLimit=320)),
        color=alt.Color("severity:N", scale=scale, title=None),
    )  # fmt: skip
    return _picture(drawing, "Findings by rule")


def arrivals(submissions: pl.DataFrame) -> dg.MetadataValue:
    """Bars of the months owed, by month and what became of them, a panel an agency.

    Args:
        submissions: agency_code, period, status_code: one row per unit and month.
    """
    import altair as alt

    counted = submissions.group_by("agency_code", "period", "status_code").len("units")
    drawing = _chart(counted.sort(pl.all()).to_dicts()).mark_bar().encode(
        x=alt.X("period:O", title=None),
        y=alt.Y("units:Q", title=None),
        color=alt.Color(
            "status_code:N", title=None,
            scale=alt.Scale(domain=list(_STATUSES), range=list(_SHADES)),
        ),
        row=alt.Row("agency_code:N", title=None),
    ).properties(width=_WIDTH, height=60)  # fmt: skip
    return _picture(drawing, "Submissions owed by month and status")


def headlines(counts: pl.DataFrame) -> dg.MetadataValue:
    """Best counts of the nation by year, with the lowest and highest.

    Args:
        counts: role_code, year, province_code, low_count, best_count, high_count.
    """
    import altair as alt

    nation = counts.filter(pl.col("province_code").is_null(), pl.col("year").is_not_null())
    base = _chart(nation.sort("role_code", "year").to_dicts()).encode(
        x=alt.X("year:O", title=None), color=alt.Color("role_code:N", title=None)
    )
    lines = base.mark_line(point=True).encode(y=alt.Y("best_count:Q", title="persons"))
    ranges = base.mark_rule(strokeWidth=3).encode(y="low_count:Q", y2="high_count:Q")
    return _picture(alt.layer(lines, ranges).properties(width=_WIDTH, height=180), "Cleared counts")


def linkage(quality: pl.DataFrame) -> dg.MetadataValue:
    """Expected precision and recall of the links, by pair of agencies.

    Args:
        quality: measure_code, group_by_code, group_code, value.
    """
    import altair as alt

    measures = ("expected_precision", "expected_recall")
    shown = quality.filter(
        pl.col("measure_code").is_in(measures), pl.col("group_by_code") == "agency_pair"
    )
    drawing = _chart(shown.sort(pl.all()).to_dicts()).mark_bar().encode(
        x=alt.X("value:Q", title=None, scale=alt.Scale(domain=[0, 1])),
        y=alt.Y("group_code:N", title=None, axis=alt.Axis(labelLimit=240)),
        yOffset="measure_code:N",
        color=alt.Color("measure_code:N", title=None),
    )  # fmt: skip
    return _picture(drawing, "Expected quality of links by pair of agencies")


def _chart(rows: list[dict[str, Any]]) -> "alt.Chart":
    import altair as alt

    return alt.Chart(alt.Data(values=rows)).properties(width=_WIDTH)


def _picture(
    drawing: "alt.Chart | alt.LayerChart | alt.FacetChart", title: str
) -> dg.MetadataValue:
    """The drawing as SVG in a Markdown value: a third of what PNG takes in the run history."""
    import vl_convert

    drawn = base64.b64encode(vl_convert.vegalite_to_svg(drawing.to_dict()).encode()).decode()
    return dg.MetadataValue.md(f"![{title}](data:image/svg+xml;base64,{drawn})")
