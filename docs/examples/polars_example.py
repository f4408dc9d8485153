"""Clean a column of a polars frame, lazily: the same works on scan_parquet and sink_parquet."""

import polars as pl

import stripper.adapters.polars  # noqa: F401 - registers pl.col(...).stripper

frame = pl.LazyFrame(
    {
        "id": [1, 2],
        "text": [
            "The ferry is back in the harbour.\n\nPlease share this article on Facebook.",
            "It rained all night on the quay.",
        ],
    }
)
text = pl.col("text")
cleaned = frame.with_columns(text.stripper.clean(), removed=text.stripper.spans()).collect()
for text in cleaned["text"]:
    print(text)
