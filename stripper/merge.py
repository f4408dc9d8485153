"""Parts of shards put together to the outputs of a run, each of which appears whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from stripper.arrow import Writer, common_schema, empty_schema, merge_fields, read_all, to_batch
from stripper.formats import Format, Kind, Packing, write_packed
from stripper.rows import Shape
from stripper.shards import Shard
from stripper.work import WorkFolder

__all__ = ["merge"]

_ROWS = 1024  # of JSON that become one record batch
_FILE_MODE_BLOCK = 1 << 20


def merge(work: WorkFolder, shards: Sequence[Shard], out: Path, kind: Kind | None, shape: Shape) -> None:
    """Write the output file ``out`` of ``kind``, or the files of the folder ``out``; may be repeated if interrupted."""
    if kind is not None:
        place(work, out, lambda path: _write(work, shards, path, kind, shape))
        return
    out.mkdir(parents=True, exist_ok=True)
    targets: dict[str, list[Shard]] = {}
    for shard in shards:
        targets.setdefault(shard.target, []).append(shard)
    for target, some in targets.items():
        if target:
            place(work, out / target, lambda path, some=some: _write(work, some, path, some[0].kind, shape))  # type: ignore[misc]
        else:
            _write_texts(work, some, out, shape.text_field)


def place(work: WorkFolder, out: Path, write: Callable[[Path], None]) -> None:
    """Let ``write`` fill a file in the work folder, then give it its place in one step."""
    out.parent.mkdir(parents=True, exist_ok=True)
    temporary = work.path / "output.tmp"
    write(temporary)
    with temporary.open("rb+") as file:
        os.fsync(file.fileno())
    os.replace(temporary, out)  # noqa: PTH105 - Path.replace does the same, less plainly


def concatenate(paths: Iterable[Path], out: Path) -> None:
    """Files put end to end; of packed files the result is again one packed file."""
    with out.open("wb") as target:
        for path in paths:
            with path.open("rb") as part:
                shutil.copyfileobj(part, target, _FILE_MODE_BLOCK)


def _write(work: WorkFolder, shards: Sequence[Shard], out: Path, kind: Kind, shape: Shape) -> None:
    if kind.format is not Format.PARQUET:
        concatenate((work.part(shard.number).rows for shard in shards), out)
        return
    schemas = [shard.schema for shard in shards]
    if all(schema is not None for schema in schemas):
        schema = common_schema(schemas, out.name)
    else:
        # Types of JSON are known when all of it has been seen: once through for the types, once for the rows.
        schema = None
        for batch in _batches(work, shards):
            schema = batch.schema if schema is None else merge_fields(schema, batch.schema)
    with Writer(out, empty_schema(shape) if schema is None else schema) as writer:
        for batch in _batches(work, shards, schema):
            writer.write(batch)


def _batches(work: WorkFolder, shards: Iterable[Shard], schema: Any = None) -> Iterator[Any]:
    """The rows of all parts as record batches; those of JSON have the types of ``schema``, if it is given."""
    for shard in shards:
        path = work.part(shard.number).rows
        if shard.schema is not None:
            yield from read_all(path)
            continue
        with path.open("rb") as file:
            rows = map(json.loads, file)
            while some := list(islice(rows, _ROWS)):
                yield to_batch(some, schema)


def _write_texts(work: WorkFolder, shards: Iterable[Shard], out: Path, text_field: str) -> None:
    """Rows of text files as text files again, each under its old name."""
    for shard in shards:
        with work.part(shard.number).rows.open("rb") as file:
            for row in map(json.loads, file):
                path = out / row["file"]
                path.parent.mkdir(parents=True, exist_ok=True)
                temporary = work.path / "text.tmp"
                packing = Packing(path.suffix[1:]) if path.suffix[1:] in ("gz", "zst") else Packing.NONE
                with write_packed(temporary, packing) as text:
                    text.write(row[text_field].encode("utf-8", "surrogatepass"))
                os.replace(temporary, path)  # noqa: PTH105
