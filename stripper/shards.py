"""Inputs cut into shards: byte ranges of JSONL, row groups of Parquet, whole files otherwise.

The cut depends on the inputs and nothing else, so that the output is the same for any number of processes, and
after any interruption.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from stripper.arrow import row_groups
from stripper.formats import Format, Kind, Packing, check_packing
from stripper.rows import Shape
from stripper.sources import Source

__all__ = ["Piece", "Shard", "plan"]

SHARD_BYTES = 1 << 18
MANY_SHARDS = 4000  # more make the work folder unwieldy and a run no faster
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a file: bytes (JSONL) or row groups (Parquet) from ``start`` to before ``end``.

    ``before``: lines or rows of the file that lie in front of it. ``weight``: bytes of work, for progress.
    """

    source: Source
    start: int
    end: int
    before: int
    weight: int


@dataclass(frozen=True, slots=True)
class Shard:
    """What one process reads and writes in one go.

    ``target`` names the file in the output folder that its rows go to; it is empty if there is one output, or
    if the rows are text files. ``kind`` is that of the part it writes: what the output needs, or rows of JSON where that
    takes all parts together. ``schema`` is that of the cleaned rows if all of them come from Parquet.
    """

    number: int
    target: str
    kind: Kind
    pieces: tuple[Piece, ...]
    schema: Any = None

    @property
    def weight(self) -> int:
        """Bytes of work."""
        return sum(piece.weight for piece in self.pieces)


def plan(
    sources: Iterable[Source], shape: Shape, out: Kind | None, shard_bytes: int | None = None
) -> tuple[Shard, ...]:
    """Cut the sources into shards of about ``shard_bytes``; small neighbours with one target share a shard.

    ``out`` is the kind of the one output file, None for an output folder that mirrors the inputs.
    """
    sources = tuple(sources)
    size = shard_bytes or max(SHARD_BYTES, sum(s.size for s in sources) // MANY_SHARDS)
    shards: list[Shard] = []
    parts = (
        (*_output(s, out, schema), schema, piece)
        for s in sources
        for piece, schema in _pieces(s, shape, size)
    )
    for (target, kind, schema), some in groupby(parts, lambda part: part[:3]):
        for pieces in _bundles((part[3] for part in some), size):
            shards.append(Shard(len(shards), target, kind, pieces, schema))
    return tuple(shards)


def _output(source: Source, out: Kind | None, schema: Any) -> tuple[str, Kind]:
    """Target and kind of the parts that a source becomes."""
    rows = Kind(Format.JSONL)
    if out is None:
        return ("", rows) if source.kind.format is Format.TEXT else (source.name, source.kind)
    return "", rows if out.format is Format.PARQUET and schema is None else out


def _bundles(pieces: Iterable[Piece], size: int) -> Iterator[tuple[Piece, ...]]:
    bundle: list[Piece] = []
    weight = 0
    for piece in pieces:
        if bundle and weight + piece.weight > size:
            yield tuple(bundle)
            bundle, weight = [], 0
        bundle.append(piece)
        weight += piece.weight
    if bundle:
        yield tuple(bundle)


def _pieces(source: Source, shape: Shape, size: int) -> Iterator[tuple[Piece, Any]]:
    if source.kind.format is Format.PARQUET:
        groups, schema = row_groups(source.path, shape)
        before = 0
        for i, (rows, weight) in enumerate(groups):
            yield Piece(source, i, i + 1, before, weight), schema
            before += rows
        if not groups:
            yield Piece(source, 0, 0, 0, 0), schema
    elif source.kind.format is Format.JSONL and source.kind.packing is Packing.NONE:
        for start, end, before in line_ranges(source.path, size):
            yield Piece(source, start, end, before, end - start), None
    else:
        check_packing(source.path, source.kind.packing)
        yield Piece(source, 0, source.size, 0, source.size), None


def line_ranges(path: Path, size: int) -> Iterator[tuple[int, int, int]]:
    """Byte ranges of whole lines, each of at least ``size`` bytes but the last, with the lines before them.

    >>> import tempfile
    >>> with tempfile.NamedTemporaryFile() as file:
    ...     _ = file.write(b"one\\ntwo\\nthree\\nlast"), file.flush()
    ...     list(line_ranges(Path(file.name), 5))
    [(0, 8, 0), (8, 14, 2), (14, 18, 3)]
    """
    start = at = before = lines = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            seen = 0  # of the block
            while True:
                # The first line end that makes the range long enough.
                enough = max(seen, start + size - 1 - at)
                end = block.find(b"\n", enough) + 1 if enough < len(block) else 0
                if not end:
                    lines += block.count(b"\n", seen)
                    break
                lines += block.count(b"\n", seen, end)
                yield start, at + end, before
                start, before, seen = at + end, lines, end
            at += len(block)
    if at > start or at == 0:
        yield start, at, before
