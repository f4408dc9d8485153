"""LlamaIndex: a transformation for ingestion pipelines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from llama_index.core.schema import BaseNode, MetadataMode, TransformComponent

from stripper.adapters.engine import Engine, spans_of

__all__ = ["BoilerplateStripper"]


class BoilerplateStripper(TransformComponent):
    """Cleans the content of nodes; removed spans go to ``metadata[spans_key]`` if that is named.

    Its fields are plain values, which is what the pipeline's cache goes by.
    """

    policy: str = "balanced"
    packs: tuple[str, ...] = ()
    spans_key: str | None = None

    def __call__(self, nodes: Sequence[BaseNode], **kwargs: Any) -> list[BaseNode]:
        """New nodes, with the ids, relations and metadata of the old; those without text pass."""
        engine = Engine.named(self.policy, self.packs)
        return [self._cleaned(node, engine) for node in nodes]

    def _cleaned(self, node: BaseNode, engine: Engine) -> BaseNode:
        text = node.get_content(MetadataMode.NONE)
        if not text:
            return node
        result = engine.cleaner.clean(text)
        node = node.model_copy(deep=True)
        if result.spans:
            node.set_content(result.body)
        if self.spans_key is not None:
            node.metadata[self.spans_key] = spans_of(result)
            node.excluded_embed_metadata_keys.append(self.spans_key)
            node.excluded_llm_metadata_keys.append(self.spans_key)
        return node
