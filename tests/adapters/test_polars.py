"""The polars adapter."""

import pytest

pl = pytest.importorskip("polars", reason="polars is not installed")

from contract import TEXTS, Contract  # noqa: E402

from stripper.adapters import polars as adapter  # noqa: E402


class TestPolars(Contract):
    def bodies(self, texts):
        frame = pl.DataFrame(
            {"text": texts, "place": range(len(texts))}, {"text": pl.String, "place": pl.Int64}
        )
        return frame.with_columns(pl.col("text").stripper.clean(self.engine)).rows()

    def adapter(self):
        return self.engine

    def test_lazy_streaming_and_series_agree(self):
        lazy = pl.LazyFrame({"text": TEXTS}).select(pl.col("text").stripper.clean(self.engine))
        assert lazy.collect_schema() == {"text": pl.String}
        series = pl.Series("text", TEXTS).stripper.clean(self.engine)
        for engine in ("in-memory", "streaming"):
            assert lazy.collect(engine=engine)["text"].equals(series, null_equal=True)

    def test_spans_are_structs(self):
        found = pl.DataFrame({"text": TEXTS[:4]}).select(pl.col("text").stripper.spans(self.engine))["text"]
        assert found.dtype == adapter.SPANS
        assert found.to_list() == [self.engine.spans(text) for text in TEXTS[:4]]
        assert pl.Series(TEXTS[:4]).stripper.spans(self.engine).equals(found, null_equal=True)
