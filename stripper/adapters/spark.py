"""PySpark: column functions that clean a text column, Arrow batch by Arrow batch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
from pyspark.sql.functions import pandas_udf

from stripper.adapters.engine import Engine

__all__ = ["SPANS", "clean", "spans"]

SPANS = "array<struct<start:long,end:long,text:string,category:string,pattern_id:string,score:double>>"
"""The type of a column of removed spans."""


def clean(engine: Engine | None = None) -> Any:
    """A function of a string column that gives the bodies.

    Use it as in ``frame.withColumn("text", clean()("text"))``.
    """
    return pandas_udf(_each(engine or Engine(), "body"), "string")


def spans(engine: Engine | None = None) -> Any:
    """A function of a string column that gives the removed spans, offsets in code points."""
    return pandas_udf(_each(engine or Engine(), "spans"), SPANS)


def _each(engine: Engine, what: str) -> Any:
    # A function within a function travels by value, and takes the engine along.
    def batches(series: Iterator[pd.Series]) -> Iterator[pd.Series]:
        function = getattr(engine, what)
        for texts in series:
            # Missing texts are None or NaN, as the version of pandas has it.
            found = [function(t) if there else None for t, there in zip(texts, texts.notna(), strict=True)]
            yield pd.Series(found, dtype=object)

    # Spark asks for the types at run time, and these are names here.
    batches.__annotations__ = {"series": Iterator[pd.Series], "return": Iterator[pd.Series]}
    return batches
