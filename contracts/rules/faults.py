"""Faults while they are found: which row of a frame, which column, which rule.

They become findings, with file and place, only at the end.
"""

import polars as pl

# index: position in the frame of the record type; values: JSON of what the message needs.
FAULT_SCHEMA = pl.Schema(
    {"index": pl.UInt32, "column": pl.String, "rule": pl.String, "values": pl.String}
)


def none() -> pl.DataFrame:
    """No fault at all."""
    return FAULT_SCHEMA.to_frame()


def at(indices: pl.Series, column: str, rule: str) -> pl.DataFrame:
    """The same fault at every one of these positions, with nothing more to say."""
    return pl.DataFrame({"index": indices.cast(pl.UInt32)}).select(
        "index",
        pl.lit(column).alias("column"),
        pl.lit(rule).alias("rule"),
        pl.lit(None, dtype=pl.String).alias("values"),
    )


def stack(found: list[pl.DataFrame]) -> pl.DataFrame:
    """Faults from several rules as one frame."""
    return pl.concat([none(), *(frame.select(FAULT_SCHEMA.names()) for frame in found)])


def where(frame: pl.DataFrame, masks: dict[tuple[str, str], pl.Expr]) -> pl.DataFrame:
    """Faults where a mask is true.

    Args:
        frame: The rows of one record type.
        masks: By column and rule, an expression that is true where the rule is broken.
    """
    if not masks:
        return none()
    found = frame.select(
        mask.fill_null(value=False).alias(str(place)) for place, mask in enumerate(masks.values())
    )
    return stack(
        [
            at(found[str(place)].arg_true(), column, rule)
            for place, (column, rule) in enumerate(masks)
        ]
    )


def clear_cells(frame: pl.DataFrame, faults: pl.DataFrame) -> pl.DataFrame:
    """The frame with the cells at fault emptied: they count as not recorded."""
    for (column,), group in faults.group_by("column", maintain_order=True):
        name = str(column)
        if name in frame.columns:
            places = group["index"].unique().sort()
            frame = frame.with_columns(frame[name].scatter(places, None).alias(name))
    return frame
