"""A piece of a file as blocks of texts with what is around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

from stripper.arrow import cleaned_batch, read_batches, to_batch
from stripper.formats import Format, Packing, open_packed, unpack_errors
from stripper.rows import Reject, Row, Shape, parse_line
from stripper.shards import Piece

__all__ = ["ArrowBlock", "Block", "RowBlock", "read"]

BLOCK_ROWS = 128
BLOCK_BYTES = 1 << 20
_BOM = b"\xef\xbb\xbf"


@dataclass(slots=True)
class RowBlock:
    """Rows of JSON or text files; ``weight`` is the share of the piece's weight that they are."""

    rows: list[Row] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    weight: int = 0

    @property
    def texts(self) -> list[str | None]:
        """The text of every row."""
        return [row.text for row in self.rows]

    @property
    def lines(self) -> Sequence[int]:
        """Where every row stands in its file, from 1."""
        return [row.line for row in self.rows]

    def to_rows(self, bodies: Sequence[str | None], shape: Shape) -> list[dict[str, Any]]:
        """The cleaned rows."""
        return [shape.cleaned(row.fields, body) for row, body in zip(self.rows, bodies, strict=True)]

    def to_batch(self, bodies: Sequence[str | None], shape: Shape, schema: Any) -> Any:
        """The cleaned rows as a record batch of ``schema``."""
        return to_batch(self.to_rows(bodies, shape), schema)


@dataclass(slots=True)
class ArrowBlock:
    """Rows of a Parquet file; their columns are never turned into Python values without need."""

    batch: Any
    texts: list[str | None]
    lines: Sequence[int]
    weight: int = 0
    rejects: tuple[Reject, ...] = ()

    def to_rows(self, bodies: Sequence[str | None], shape: Shape) -> list[dict[str, Any]]:
        """The cleaned rows."""
        return [shape.cleaned(row, body) for row, body in zip(self.batch.to_pylist(), bodies, strict=True)]

    def to_batch(self, bodies: Sequence[str | None], shape: Shape, schema: Any) -> Any:
        """The cleaned rows as a record batch of ``schema``."""
        return cleaned_batch(self.batch, bodies, schema, shape)


Block = RowBlock | ArrowBlock


def read(piece: Piece, shape: Shape) -> Iterator[Block]:
    """The rows of a piece, a hundred or about a megabyte at a time."""
    if piece.source.kind.format is Format.PARQUET:
        return _read_parquet(piece, shape)
    if piece.source.kind.format is Format.JSONL:
        return _read_jsonl(piece, shape)
    return _read_text(piece, shape)


def _read_parquet(piece: Piece, shape: Shape) -> Iterator[Block]:
    line = piece.before
    for batch in read_batches(piece.source.path, piece.start, piece.end):
        lines = range(line + 1, line + 1 + batch.num_rows)
        line += batch.num_rows
        yield ArrowBlock(batch, batch.column(shape.text_field).to_pylist(), lines)
    yield RowBlock(weight=piece.weight)


def _read_jsonl(piece: Piece, shape: Shape) -> Iterator[Block]:
    source, line, block, size = piece.source, piece.before, RowBlock(), 0
    with open_packed(source.path, source.kind.packing) as (file, packed):
        whole = source.kind.packing is not Packing.NONE
        if not whole:
            file.seek(piece.start)
        read_to = piece.start
        for raw in _lines(file, None if whole else piece.end - piece.start):
            if isinstance(raw, str):  # the rest of a packed file is damaged
                block.rejects.append(Reject(source.name, line + 1, raw))
                break
            line += 1
            size += len(raw)
            bare = raw.removeprefix(_BOM) if line == 1 else raw
            if bare.strip():
                row = parse_line(bare, source.name, line, shape)
                (block.rows if isinstance(row, Row) else block.rejects).append(row)  # type: ignore[arg-type]
            if len(block.rows) >= BLOCK_ROWS or size >= BLOCK_BYTES:
                at = packed.tell() if whole else read_to + size
                block.weight, read_to = at - read_to, at
                yield block
                block, size = RowBlock(), 0
    block.weight = piece.weight - (read_to - piece.start)
    yield block


def _lines(file: IO[bytes], length: int | None) -> Iterator[bytes | str]:
    """Lines of the next ``length`` bytes, or of all; if they cannot be unpacked, at last why."""
    left = length
    try:
        while left is None or left > 0:
            raw = file.readline()
            if not raw:
                return
            if left is not None:
                left -= len(raw)
            yield raw
    except unpack_errors() as error:
        yield f"the rest of the file cannot be unpacked: {error}"


def _read_text(piece: Piece, shape: Shape) -> Iterator[Block]:
    """A whole file as one row with its name."""
    source = piece.source
    row = _text_row(piece, shape)
    block = RowBlock(weight=piece.weight)
    if isinstance(row, Row):
        block.rows.append(row)
    else:
        block.rejects.append(Reject(source.name, *row))
    yield block


def _text_row(piece: Piece, shape: Shape) -> Row | tuple[int, str]:
    source = piece.source
    try:
        with open_packed(source.path, source.kind.packing) as (file, _):
            data = file.read()
    except unpack_errors() as error:
        return 1, f"cannot be read: {error}"
    if b"\0" in data[:8192]:
        return 1, "looks like a binary file, not text"
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return data.count(b"\n", 0, error.start) + 1, f"not valid UTF-8 (byte {error.start})"
    return Row(1, {"file": source.name, shape.text_field: text}, text)
