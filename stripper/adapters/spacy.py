"""spaCy: a component that marks boilerplate in ``doc.spans["boilerplate"]``, and a tokenizer that leaves it out.

>>> import spacy, stripper.adapters.spacy  # doctest: +SKIP
>>> nlp = spacy.blank("en"); _ = nlp.add_pipe("boilerplate")  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import filter_spans

from stripper.adapters.engine import Engine
from stripper.spans import Result

__all__ = ["BoilerplateMarker", "CleanFirst", "clean_first"]

_RESULT = "boilerplate"  # doc._.boilerplate: what CleanFirst has cut


@Language.factory(
    "boilerplate", default_config={"policy": "balanced", "packs": [], "spans_key": "boilerplate"}
)
def _factory(
    nlp: Language, name: str, policy: str, packs: Sequence[str], spans_key: str
) -> BoilerplateMarker:
    return BoilerplateMarker(Engine.named(policy, packs), spans_key)


class BoilerplateMarker:
    """Marks the spans that would be removed, labelled by category; tokens that one cuts belong to it."""

    def __init__(self, engine: Engine | None = None, spans_key: str = "boilerplate") -> None:
        self.engine = engine or Engine()
        self.spans_key = spans_key

    def __call__(self, doc: Doc) -> Doc:
        """The document with its spans."""
        found = self.engine.cleaner.scan(doc.text)
        spans = (doc.char_span(s.start, s.end, str(s.category), alignment_mode="expand") for s in found)
        doc.spans[self.spans_key] = filter_spans([span for span in spans if span is not None])
        return doc


class CleanFirst:
    """A tokenizer in front of which texts are cleaned; ``doc._.boilerplate`` is the :class:`~stripper.Result`."""

    def __init__(self, tokenizer: Any, engine: Engine | None = None) -> None:
        self.tokenizer, self.engine = tokenizer, engine or Engine()
        if not Doc.has_extension(_RESULT):
            Doc.set_extension(_RESULT, default=None)

    def __call__(self, text: str) -> Doc:
        """The document of the body."""
        result: Result = self.engine.cleaner.clean(text)
        doc: Doc = self.tokenizer(result.body)
        doc._.boilerplate = result
        return doc

    def __reduce__(self) -> tuple[Any, ...]:
        return CleanFirst, (self.tokenizer, self.engine)  # the extension is of the process

    def __getattr__(self, name: str) -> Any:
        if name == "tokenizer":
            raise AttributeError(name)
        return getattr(self.tokenizer, name)  # vocab, to_disk, explain ...


def clean_first(nlp: Language, engine: Engine | None = None) -> Language:
    """Let ``nlp`` clean texts before it tokenises them; what it saves to disk is its own tokenizer."""
    nlp.tokenizer = CleanFirst(nlp.tokenizer, engine)
    return nlp
