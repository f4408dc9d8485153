"""datatrove: a pipeline step for its local, Slurm and Ray executors."""

from __future__ import annotations

from typing import Any

from datatrove.pipeline.base import PipelineStep

from stripper.adapters.engine import Engine, spans_of

__all__ = ["BoilerplateStripper"]


class BoilerplateStripper(PipelineStep):
    """Cleans the text of every document; removed spans go to ``metadata[spans_key]`` if that is named.

    Counts, in the step's statistics: documents changed, characters removed, and characters by category.
    """

    name = "boilerplate-stripper"
    type = "FORMAT"

    def __init__(self, engine: Engine | None = None, spans_key: str | None = None) -> None:
        super().__init__()
        # A method: the executor's log spells dataclasses out, down to every pattern of the engine.
        self.clean = (engine or Engine()).clean
        self.spans_key = spans_key

    def run(self, data: Any, rank: int = 0, world_size: int = 1) -> Any:
        """Clean the documents one by one; those without text pass."""
        for document in data:
            with self.track_time():
                result = self.clean(document.text)
                if result is not None:
                    document.text = result.body
                    if self.spans_key is not None:
                        document.metadata[self.spans_key] = spans_of(result)
                    if result.spans:
                        self.stat_update("changed")
                    for span in result.spans:
                        self.stat_update("removed_characters", value=span.end - span.start, unit="document")
                        self.stat_update(f"removed_{span.category}", value=span.end - span.start)
            yield document
