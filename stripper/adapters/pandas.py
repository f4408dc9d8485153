"""pandas: ``series.stripper.clean()`` and ``series.stripper.spans()``, or the functions of the same names."""

from __future__ import annotations

import pandas as pd

from stripper.adapters.engine import Engine

__all__ = ["clean", "spans"]


def clean(series: pd.Series, engine: Engine | None = None) -> pd.Series:
    """The bodies of a series of texts, with its index, name and type; missing values stay as they are."""
    body = (engine or Engine()).body
    values = [
        body(value) if present else value for value, present in zip(series, series.notna(), strict=True)
    ]
    return pd.Series(values, index=series.index, name=series.name, dtype=series.dtype)


def spans(series: pd.Series, engine: Engine | None = None) -> pd.Series:
    """A list of removed spans for every text; None where there is none."""
    found = (engine or Engine()).spans
    values = [
        found(value) if present else None for value, present in zip(series, series.notna(), strict=True)
    ]
    return pd.Series(values, index=series.index, name=series.name, dtype=object)


@pd.api.extensions.register_series_accessor("stripper")
class _Accessor:
    """What ``series.stripper`` is."""

    def __init__(self, series: pd.Series) -> None:
        self._series = series

    def clean(self, engine: Engine | None = None) -> pd.Series:
        """The bodies of the texts."""
        return clean(self._series, engine)

    def spans(self, engine: Engine | None = None) -> pd.Series:
        """The spans removed from the texts."""
        return spans(self._series, engine)
