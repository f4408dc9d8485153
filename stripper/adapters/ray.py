"""Ray Data: actors that clean a text column, Arrow batch by Arrow batch."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from stripper.adapters.engine import Engine, spans_of

__all__ = ["CleanBatch", "clean"]


class CleanBatch:
    """The actor: built once, it cleans ``column`` of every batch, and lists spans in ``spans_column`` if named."""

    def __init__(
        self, column: str = "text", spans_column: str | None = None, engine: Engine | None = None
    ) -> None:
        self.column, self.spans_column = column, spans_column
        self.engine = engine or Engine()

    def __call__(self, batch: pa.Table) -> pa.Table:
        """The batch with its texts cleaned, other columns untouched."""
        place = batch.schema.get_field_index(self.column)
        results = [self.engine.clean(text) for text in batch.column(self.column).to_pylist()]
        bodies = pa.array([r if r is None else r.body for r in results], pa.large_string())
        batch = batch.set_column(place, self.column, bodies)
        if self.spans_column is not None:
            found = [r if r is None else spans_of(r) for r in results]
            batch = batch.append_column(self.spans_column, pa.array(found, _SPANS))
        return batch


_SPANS = pa.list_(
    pa.struct(
        [
            ("start", pa.int64()),
            ("end", pa.int64()),
            ("text", pa.string()),
            ("category", pa.string()),
            ("pattern_id", pa.string()),
            ("score", pa.float64()),
        ]
    )
)


def clean(
    dataset: Any,
    column: str = "text",
    spans_column: str | None = None,
    engine: Engine | None = None,
    concurrency: int = 1,
    **options: Any,
) -> Any:
    """``dataset`` with the texts of ``column`` cleaned by ``concurrency`` actors; ``options`` go to ``map_batches``."""
    return dataset.map_batches(
        CleanBatch,
        fn_constructor_args=(column, spans_column, engine or Engine()),
        batch_format="pyarrow",
        concurrency=concurrency,
        **options,
    )
