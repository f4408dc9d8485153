"""Parquet through pyarrow, which is imported only when a Parquet file is there to read or write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from stripper.errors import InputError
from stripper.formats import pyarrow
from stripper.rows import Shape, dump

__all__ = [
    "RowGroups",
    "Writer",
    "cleaned_batch",
    "common_schema",
    "empty_schema",
    "merge_fields",
    "read_all",
    "read_batches",
    "row_groups",
    "to_batch",
]

BATCH_ROWS = 128
ROW_GROUP_BYTES = 32 << 20  # what a writer holds before it writes

# Notes of other libraries on columns; ours are not among them, so that these notes would be wrong.
_STALE_NOTES = (b"huggingface", b"pandas", b"ARROW:schema")

# (rows, compressed bytes) of every row group of a file
RowGroups = tuple[tuple[int, int], ...]


@contextmanager
def _opened(path: Path) -> Iterator[tuple[Any, Any]]:
    pa, pq = pyarrow(path.name)
    try:
        with pq.ParquetFile(path) as file:
            yield pa, file
    except (pa.ArrowInvalid, OSError) as error:
        raise InputError(f"{path}: not a readable Parquet file: {str(error).splitlines()[0]}") from None


def row_groups(path: Path, shape: Shape) -> tuple[RowGroups, Any]:
    """Sizes of the row groups of a file, and the schema that its cleaned rows will have.

    Raises :class:`~stripper.errors.InputError` if the file has no text column or one of our fields is taken.
    """
    with _opened(path) as (_, file):
        schema = cleaned_schema(file.schema_arrow, shape, str(path))
        groups = (file.metadata.row_group(i) for i in range(file.metadata.num_row_groups))
        return tuple((g.num_rows, g.total_byte_size) for g in groups), schema


def read_batches(path: Path, start: int, end: int) -> Iterator[Any]:
    """Record batches of the row groups from ``start`` to before ``end``."""
    with _opened(path) as (_, file):
        if end > start:
            yield from file.iter_batches(BATCH_ROWS, row_groups=list(range(start, end)), use_threads=False)


def read_all(path: Path) -> Iterator[Any]:
    """The record batches of a whole file, row group by row group."""
    with _opened(path) as (_, file):
        yield from file.iter_batches(BATCH_ROWS * 8, use_threads=False)


def cleaned_schema(schema: Any, shape: Shape, name: str) -> Any:
    """The schema of cleaned rows: the one that came, with our columns behind."""
    pa, _ = pyarrow(name)
    if shape.text_field not in schema.names:
        raise InputError(f"{name}: no column {shape.text_field!r}; it has {', '.join(schema.names)}")
    place = schema.get_field_index(shape.text_field)
    if place < 0:
        raise InputError(f"{name}: more than one column {shape.text_field!r}")
    field = schema.field(place)
    kind = _text_type(pa, field.type)
    if kind is None:
        raise InputError(f"{name}: column {shape.text_field!r} is {field.type}, not text")
    if shape.keep_original and shape.original_field in schema.names:
        raise InputError(f"{name}: column {shape.original_field!r} is taken")
    fields = [pa.field(f.name, kind, f.nullable) if i == place else f for i, f in enumerate(schema)]
    if shape.keep_original:
        fields.append(pa.field(shape.original_field, kind, field.nullable))
    stamp = pa.field(shape.stamp_field, pa.struct([(key, pa.string()) for key in shape.stamp]))
    old = [i for i, f in enumerate(fields) if f.name == stamp.name]
    if any(fields[i].type != stamp.type for i in old):
        raise InputError(f"{name}: column {stamp.name!r} is taken; choose another for the stamp")
    fields = [f for i, f in enumerate(fields) if i not in old]
    notes = {k: v for k, v in (schema.metadata or {}).items() if k not in _STALE_NOTES}
    return pa.schema([*fields, stamp], notes or None)


def empty_schema(shape: Shape) -> Any:
    """The schema of no rows at all, where there are no values to find types from."""
    pa, _ = pyarrow("Parquet")
    stamp = pa.struct([(key, pa.string()) for key in shape.stamp])
    return pa.schema([(shape.text_field, pa.string()), (shape.stamp_field, stamp)])


def _text_type(pa: Any, kind: Any) -> Any:
    """The type that cleaned text of a column gets; None if the column holds no text."""
    if pa.types.is_dictionary(kind):  # bodies repeat less than what they were cut from
        kind = kind.value_type
    text = pa.types.is_string(kind) or pa.types.is_large_string(kind)
    view = getattr(pa.types, "is_string_view", lambda _: False)(kind)
    return kind if text else pa.large_string() if view else None


def cleaned_batch(batch: Any, bodies: Sequence[str | None], schema: Any, shape: Shape) -> Any:
    """``batch`` with ``bodies`` for texts, every other column as it was."""
    pa, _ = pyarrow("Parquet")
    columns = []
    for field in schema:
        if field.name == shape.text_field:
            columns.append(pa.array(bodies, field.type))
        elif field.name == shape.stamp_field:
            columns.append(pa.array([dict(shape.stamp)] * len(bodies), field.type))
        elif shape.keep_original and field.name == shape.original_field:
            columns.append(batch.column(shape.text_field).cast(field.type))
        else:
            columns.append(batch.column(field.name))
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def common_schema(schemas: Iterable[Any], name: str) -> Any:
    """The schema that all of these fit into; raises :class:`~stripper.errors.InputError` if there is none."""
    pa, _ = pyarrow(name)
    try:
        return pa.unify_schemas(list(schemas), promote_options="permissive")
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise InputError(
            f"{name}: the inputs do not fit one Parquet file: {str(error).splitlines()[0]}; write .jsonl or a folder"
        ) from None


def to_batch(rows: Sequence[dict[str, Any]], schema: Any = None) -> Any:
    """Rows of JSON as a record batch; without ``schema``, the types are found from the values.

    A field whose values fit no one type (numbers here, strings there) becomes JSON text.
    """
    pa, _ = pyarrow("Parquet")
    names = schema.names if schema is not None else list(dict.fromkeys(name for row in rows for name in row))
    columns = []
    for i, name in enumerate(names):
        values = [row.get(name) for row in rows]
        wanted = schema.field(i).type if schema is not None else None
        try:
            columns.append(pa.array(values, wanted))
        except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, OverflowError, UnicodeError):
            columns.append(pa.array([None if v is None else _json_text(v) for v in values], pa.string()))
    if schema is not None:
        return pa.RecordBatch.from_arrays(columns, schema=schema)
    return pa.RecordBatch.from_arrays(columns, names=names)


def merge_fields(first: Any, second: Any) -> Any:
    """The schema for rows of both schemas; fields that fit no one type become strings (of JSON)."""
    pa, _ = pyarrow("Parquet")
    fields = {field.name: field for field in first}
    for field in second:
        known = fields.get(field.name)
        if known is None or known.type == field.type:
            fields[field.name] = field if known is None else known
            continue
        try:
            both = [pa.schema([known]), pa.schema([field])]
            fields[field.name] = pa.unify_schemas(both, promote_options="permissive").field(0)
        except (pa.ArrowInvalid, pa.ArrowTypeError):
            fields[field.name] = pa.field(field.name, pa.string())
    return pa.schema(list(fields.values()))


def _json_text(value: object) -> str:
    return dump(value).decode().rstrip("\n")


class Writer:
    """Writes record batches to a Parquet file, a row group for every 32 MB; memory stays at that."""

    def __init__(self, path: Path, schema: Any) -> None:
        self._pa, pq = pyarrow(path.name)
        self._schema = schema
        self._file = pq.ParquetWriter(path, schema, compression="zstd")
        self._held: list[Any] = []
        self._bytes = 0

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *error: object) -> None:
        if error[0] is None:
            self.flush()
        self._file.close()

    def write(self, batch: Any) -> None:
        """Add a batch; columns that the schema has in a wider type, or that are missing, are made to fit."""
        if batch.schema != self._schema:
            batch = self._fitted(batch)
        self._held.append(batch)
        self._bytes += batch.nbytes
        if self._bytes >= ROW_GROUP_BYTES:
            self.flush()

    def flush(self) -> None:
        """Write what is held as one row group."""
        if self._held:
            self._file.write_table(self._pa.Table.from_batches(self._held, self._schema))
            self._held, self._bytes = [], 0

    def _fitted(self, batch: Any) -> Any:
        columns = []
        for field in self._schema:
            place = batch.schema.get_field_index(field.name)
            if place < 0:
                columns.append(self._pa.nulls(batch.num_rows, field.type))
            else:
                columns.append(batch.column(place).cast(field.type))
        return self._pa.RecordBatch.from_arrays(columns, schema=self._schema)
