"""The pandas adapter."""

import pytest

pd = pytest.importorskip("pandas", reason="pandas is not installed")

from contract import TEXTS, Contract  # noqa: E402

from stripper.adapters import pandas as adapter  # noqa: E402


class TestPandas(Contract):
    def bodies(self, texts):
        frame = pd.DataFrame({"text": pd.Series(texts, dtype=object), "place": range(len(texts))})
        frame["text"] = frame.text.stripper.clean(self.engine)
        return list(zip(frame.text, frame.place, strict=True))

    def adapter(self):
        return self.engine

    @pytest.mark.parametrize("dtype", ["object", "string"])
    def test_type_index_name_and_missing_values_stay(self, dtype):
        given = pd.Series(TEXTS[:5], index=list("abcde"), name="body", dtype=object)
        found = adapter.clean(given.astype(dtype), self.engine)
        assert (list(found.index), found.name, found.dtype) == (
            list("abcde"),
            "body",
            given.astype(dtype).dtype,
        )
        assert list(found.isna()) == [False, False, False, True, False]

    def test_spans(self):
        found = pd.Series(TEXTS[:4]).stripper.spans(self.engine)
        assert [None if s is None else len(s) for s in found] == [1, 0, 0, None]
        assert found[0] == self.engine.spans(TEXTS[0])

    def test_other_values_are_an_error(self):
        with pytest.raises(TypeError, match="must be a str, not int"):
            adapter.clean(pd.Series(["x", 3], dtype=object), self.engine)
