"""One shard from input to finished parts: what every process of a run does on its own."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import IO, Any

from stripper.arrow import Writer
from stripper.cleaner import Cleaner
from stripper.formats import Format, Packing, write_packed
from stripper.reading import Block, read
from stripper.rows import Reject, Shape, Unit, dump, span_entry
from stripper.shards import Piece, Shard
from stripper.spans import Result
from stripper.tally import Tally
from stripper.work import Part, WorkFolder

__all__ = ["Job", "Step", "clean_shard"]


@dataclass(frozen=True, slots=True)
class Job:
    """What all shards of a run have in common. ``spans`` is the packing of the side-car, None without one."""

    work: WorkFolder
    shape: Shape
    unit: Unit = Unit.CODE_POINTS
    spans: Packing | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """Progress since the last step: bytes of input, rows, characters read and removed."""

    weight: int = 0
    rows: int = 0
    characters: int = 0
    removed: int = 0

    def __add__(self, other: Step) -> Step:
        return Step(
            self.weight + other.weight,
            self.rows + other.rows,
            self.characters + other.characters,
            self.removed + other.removed,
        )


def clean_shard(job: Job, shard: Shard, cleaner: Cleaner, report: Callable[[Step], None]) -> Tally:
    """Read, clean and write a shard; when this returns, its parts are complete."""
    part = job.work.part(shard.number)
    written = part.unfinished()
    tally = Tally()
    with _Parts(job, shard, written) as parts:
        for piece in shard.pieces:
            for block in read(piece, job.shape):
                before = (tally.rows, tally.characters, tally.removed)
                parts.write(piece, block, _cleaned(cleaner, block, tally))
                rows, characters, removed = before
                report(
                    Step(
                        block.weight,
                        tally.rows - rows,
                        tally.characters - characters,
                        tally.removed - removed,
                    )
                )
    part.finish(written, tally)
    return tally


def _cleaned(cleaner: Cleaner, block: Block, tally: Tally) -> list[Result | None]:
    results = [None if text is None else cleaner.clean(text) for text in block.texts]
    for result in results:
        tally.add(result)
    tally.rejected += len(block.rejects)
    return results


class _Parts:
    """The open files of a shard."""

    def __init__(self, job: Job, shard: Shard, part: Part) -> None:
        self._job, self._shard = job, shard
        self._files = ExitStack()
        kind = shard.kind
        self._batches: Any = None
        self._rows: IO[bytes] | None = None
        if kind.format is Format.PARQUET:
            self._batches = self._files.enter_context(Writer(part.rows, shard.schema))
        else:
            self._rows = self._files.enter_context(write_packed(part.rows, kind.packing))
        self._spans = self._files.enter_context(write_packed(part.spans, job.spans or Packing.NONE))
        self._rejects = self._files.enter_context(write_packed(part.rejects, Packing.NONE))

    def __enter__(self) -> _Parts:
        return self

    def __exit__(self, *error: Any) -> None:
        self._files.__exit__(*error)

    def write(self, piece: Piece, block: Block, results: list[Result | None]) -> None:
        """Write the rows of a block, what was found in them, and what was no row."""
        shape, name = self._job.shape, piece.source.name
        bodies = [None if result is None else result.body for result in results]
        if self._rows is not None:
            self._rows.write(b"".join(map(dump, block.to_rows(bodies, shape))))
        elif bodies:
            self._batches.write(block.to_batch(bodies, shape, self._shard.schema))
        if self._job.spans is not None:
            for line, text, result in zip(block.lines, block.texts, results, strict=True):
                if result is not None and text is not None and (result.spans or result.kept):
                    self._spans.write(dump(span_entry(name, line, text, result, self._job.unit)))
        self._reject(block.rejects)

    def _reject(self, rejects: list[Reject] | tuple[Reject, ...]) -> None:
        for reject in rejects:
            self._rejects.write(dump(reject.to_dict()))
