"""polars: ``pl.col("text").stripper.clean()``, eager, lazy and streaming, and the same on series.

Columns are handed over a batch at a time, never value by value.
"""

from __future__ import annotations

import polars as pl

from stripper.adapters.engine import Engine

__all__ = ["SPANS", "clean", "spans"]

SPANS = pl.List(
    pl.Struct(
        {
            "start": pl.Int64,
            "end": pl.Int64,
            "text": pl.String,
            "category": pl.String,
            "pattern_id": pl.String,
            "score": pl.Float64,
        }
    )
)
"""The type of a column of removed spans."""


def clean(series: pl.Series, engine: Engine | None = None) -> pl.Series:
    """The bodies of a series of texts; nulls stay nulls."""
    body = (engine or Engine()).body
    return pl.Series(series.name, [body(text) for text in series.to_list()], pl.String)


def spans(series: pl.Series, engine: Engine | None = None) -> pl.Series:
    """A list of removed spans for every text, offsets in code points; null for null."""
    found = (engine or Engine()).spans
    return pl.Series(series.name, [found(text) for text in series.to_list()], SPANS)


@pl.api.register_expr_namespace("stripper")
class _Expression:
    """What ``pl.col(...).stripper`` is."""

    def __init__(self, expression: pl.Expr) -> None:
        self._expression = expression

    def clean(self, engine: Engine | None = None) -> pl.Expr:
        """The bodies of the texts."""
        return self._expression.map_batches(
            lambda series: clean(series, engine), return_dtype=pl.String, is_elementwise=True
        )

    def spans(self, engine: Engine | None = None) -> pl.Expr:
        """The spans removed from the texts."""
        return self._expression.map_batches(
            lambda series: spans(series, engine), return_dtype=SPANS, is_elementwise=True
        )


@pl.api.register_series_namespace("stripper")
class _Series:
    """What ``series.stripper`` is."""

    def __init__(self, series: pl.Series) -> None:
        self._series = series

    def clean(self, engine: Engine | None = None) -> pl.Series:
        """The bodies of the texts."""
        return clean(self._series, engine)

    def spans(self, engine: Engine | None = None) -> pl.Series:
        """The spans removed from the texts."""
        return spans(self._series, engine)
