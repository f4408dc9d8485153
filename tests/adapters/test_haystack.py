"""The Haystack adapter."""

from inspect import signature

import pytest

pytest.importorskip("haystack", reason="haystack-ai is not installed")

from contract import TEXTS, Contract
from haystack import Document, Pipeline
from haystack.components.writers import DocumentWriter
from haystack.document_stores.in_memory import InMemoryDocumentStore

from stripper.adapters.haystack import BoilerplateStripper


class TestHaystack(Contract):
    all_patterns = True

    def bodies(self, texts):
        given = [Document(content=text, meta={"place": i}) for i, text in enumerate(texts)]
        store, pipeline = InMemoryDocumentStore(), Pipeline()
        pipeline.add_component("strip", self.adapter())
        pipeline.add_component("write", DocumentWriter(store))
        pipeline.connect("strip.documents", "write.documents")
        pipeline.run({"strip": {"documents": given}})
        found = sorted(store.filter_documents(), key=lambda d: d.meta["place"])
        assert [d.id for d in found] == [d.id for d in given]
        assert [d.content for d in given] == texts
        return [(d.content, d.meta["place"]) for d in found]

    def adapter(self):
        return BoilerplateStripper()

    def test_pipelines_in_yaml_keep_its_settings(self):
        pipeline = Pipeline()
        pipeline.add_component("strip", BoilerplateStripper("precise", spans_key="removed"))
        options = (
            {"allowed_modules": ["stripper.*"]}
            if "allowed_modules" in signature(Pipeline.loads).parameters
            else {}
        )
        again = Pipeline.loads(pipeline.dumps(), **options).get_component("strip")
        assert (again.policy, again.packs, again.spans_key) == ("precise", [], "removed")
        (found,) = again.run([Document(content=TEXTS[0])])["documents"]
        assert found.meta["removed"] == BoilerplateStripper("precise")._engine.spans(TEXTS[0]) != []
