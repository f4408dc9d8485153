"""LangChain: a document transformer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from langchain_core.documents import BaseDocumentTransformer, Document

from stripper.adapters.engine import Engine, spans_of

__all__ = ["BoilerplateStripper"]


class BoilerplateStripper(BaseDocumentTransformer):
    """Cleans the content of documents; removed spans go to ``metadata[spans_key]`` if that is named."""

    def __init__(self, engine: Engine | None = None, spans_key: str | None = None) -> None:
        self.engine = engine or Engine()
        self.spans_key = spans_key

    def transform_documents(self, documents: Sequence[Document], **kwargs: Any) -> list[Document]:
        """New documents, with the ids and metadata of the old."""
        return [self._cleaned(document) for document in documents]

    def _cleaned(self, document: Document) -> Document:
        result = self.engine.cleaner.clean(document.page_content)
        metadata = dict(document.metadata)
        if self.spans_key is not None:
            metadata[self.spans_key] = spans_of(result)
        return document.model_copy(update={"page_content": result.body, "metadata": metadata})
