"""The LangChain adapter."""

import asyncio

import pytest

pytest.importorskip("langchain_core", reason="langchain-core is not installed")

from contract import TEXTS, Contract
from langchain_core.documents import Document

from stripper.adapters.langchain import BoilerplateStripper


def documents(texts):
    return [Document(text, id=f"id-{i}", metadata={"place": i}) for i, text in enumerate(texts)]


class TestLangChain(Contract):
    has_none = False  # its documents refuse it

    def bodies(self, texts):
        found = self.adapter().transform_documents(documents(texts))
        assert [d.id for d in found] == [f"id-{i}" for i in range(len(texts))]
        return [(d.page_content, d.metadata["place"]) for d in found]

    def adapter(self):
        return BoilerplateStripper(self.engine)

    def test_the_given_documents_are_untouched_and_spans_come_on_request(self):
        given = documents([TEXTS[0]])
        (found,) = BoilerplateStripper(self.engine, "removed").transform_documents(given)
        assert found.metadata == {"place": 0, "removed": self.engine.spans(TEXTS[0])}
        assert given == documents([TEXTS[0]])

    def test_asynchronously_too(self):
        found = asyncio.run(self.adapter().atransform_documents(documents(TEXTS[:2])))
        assert [d.page_content for d in found] == [self.engine.body(text) for text in TEXTS[:2]]
