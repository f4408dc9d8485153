"""Haystack: a component for indexing pipelines."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from haystack import Document, component, default_from_dict, default_to_dict

from stripper.adapters.engine import Engine, spans_of

__all__ = ["BoilerplateStripper"]


@component
class BoilerplateStripper:
    """Cleans the content of documents; removed spans go to ``meta[spans_key]`` if that is named."""

    def __init__(
        self, policy: str = "balanced", packs: list[str] | None = None, spans_key: str | None = None
    ) -> None:
        self.policy, self.packs, self.spans_key = policy, packs or [], spans_key
        self._engine = Engine.named(policy, self.packs)

    @component.output_types(documents=list[Document])
    def run(self, documents: list[Document]) -> dict[str, list[Document]]:
        """New documents, with the ids and metadata of the old; those without text pass."""
        return {"documents": [self._cleaned(document) for document in documents]}

    def _cleaned(self, document: Document) -> Document:
        result = self._engine.clean(document.content)
        if result is None:
            return document
        meta = dict(document.meta)
        if self.spans_key is not None:
            meta[self.spans_key] = spans_of(result)
        return replace(document, content=result.body, meta=meta)

    def to_dict(self) -> dict[str, Any]:
        """The settings, for pipelines in YAML."""
        found: dict[str, Any] = default_to_dict(
            self, policy=self.policy, packs=self.packs, spans_key=self.spans_key
        )
        return found

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> BoilerplateStripper:
        """The component with these settings."""
        made: BoilerplateStripper = default_from_dict(cls, data)
        return made
