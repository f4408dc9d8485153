"""The LlamaIndex adapter."""

import pytest

pytest.importorskip("llama_index.core", reason="llama-index-core is not installed")

from contract import TEXTS, Contract
from llama_index.core.ingestion import IngestionPipeline
from llama_index.core.schema import Document, ImageNode, MetadataMode, TextNode

from stripper.adapters.llamaindex import BoilerplateStripper


class TestLlamaIndex(Contract):
    all_patterns = True
    has_none = False  # a node without text gives an empty string

    def bodies(self, texts):
        nodes = [Document(text=t, id_=f"id-{i}", metadata={"place": i}) for i, t in enumerate(texts)]
        found = IngestionPipeline(transformations=[self.adapter()], disable_cache=True).run(documents=nodes)
        by_id = {node.node_id: node for node in found}
        assert len(by_id) == len(texts)
        found = [by_id[f"id-{i}"] for i in range(len(texts))]
        return [(n.get_content(MetadataMode.NONE), n.metadata["place"]) for n in found]

    def adapter(self):
        return BoilerplateStripper()

    def test_nodes_of_every_kind_stay_what_they_are(self):
        nodes = [TextNode(text=TEXTS[0]), Document(text=TEXTS[0]), ImageNode(image="aGk=")]
        found = BoilerplateStripper(spans_key="removed")(nodes)
        assert [type(node) for node in found] == [TextNode, Document, ImageNode]
        assert found[0].text == found[1].text == self.engine.body(TEXTS[0])
        assert nodes[0].text == nodes[1].text == TEXTS[0] and found[2] == nodes[2]
        assert found[0].metadata["removed"] == self.engine.spans(TEXTS[0])
        assert "pattern_id" not in found[0].get_content(MetadataMode.EMBED)

    def test_settings_survive_serialisation_for_the_cache(self):
        made = BoilerplateStripper(policy="precise", spans_key="removed")
        assert BoilerplateStripper.from_dict(made.to_dict()) == made != BoilerplateStripper()
        assert made.to_json() != BoilerplateStripper().to_json()
