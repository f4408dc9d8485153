"""Hugging Face datasets: ``clean(dataset)`` for datasets, dictionaries of them and streams, in any number of processes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeVar

from stripper.adapters.engine import Engine, spans_of

__all__ = ["CleanBatch", "clean"]

D = TypeVar("D")


@dataclass(frozen=True, slots=True)
class CleanBatch:
    """What ``dataset.map(..., batched=True)`` takes: cleans ``column``, and lists spans in ``spans_column`` if named.

    It pickles to the same bytes in every process, so that the cache of ``datasets`` knows it again.
    """

    column: str = "text"
    spans_column: str | None = None
    engine: Engine = field(default_factory=Engine)

    def __call__(self, batch: dict[str, list[Any]]) -> dict[str, list[Any]]:
        """The new columns of a batch."""
        results = [self.engine.clean(text) for text in batch[self.column]]
        columns: dict[str, list[Any]] = {self.column: [r if r is None else r.body for r in results]}
        if self.spans_column is not None:
            columns[self.spans_column] = [r if r is None else spans_of(r) for r in results]
        return columns


def clean(
    dataset: D,
    column: str = "text",
    spans_column: str | None = None,
    engine: Engine | None = None,
    **options: Any,
) -> D:
    """``dataset`` with the texts of ``column`` cleaned; ``options`` (``num_proc``, ``batch_size``) go to its ``map``."""
    work = CleanBatch(column, spans_column, engine or Engine())
    return dataset.map(work, batched=True, **options)  # type: ignore[attr-defined, no-any-return]
