"""Documents of a corpus with the source each belongs to, read as often as asked and never all at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from stripper.errors import InputError
from stripper.formats import Format
from stripper.reading import read
from stripper.rows import Shape
from stripper.shards import Piece
from stripper.sources import Source, find_sources

__all__ = ["Corpus", "Document"]


@dataclass(frozen=True, slots=True)
class Document:
    """A text, the source it belongs to (a site, a feed), and where it was read: ``name`` is ``file:line``."""

    source: str
    text: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Corpus:
    """The documents of text, JSONL and Parquet files; iterating reads them once more, in the same order.

    ``by`` names the field whose value is the source of a row; without one, or where a row has none, the
    source is the file. Rows without text are skipped.
    """

    files: tuple[Source, ...]
    text_field: str = "text"
    by: str = ""

    @classmethod
    def open(cls, inputs: Iterable[str], text_field: str = "text", by: str = "") -> Corpus:
        """Find the files; raises :class:`~stripper.errors.InputError` if an input means none."""
        return cls(find_sources(inputs), text_field, by)

    def __iter__(self) -> Iterator[Document]:
        good = bad = 0
        for file in self.files:
            for document in self._file(file):
                if document is None:
                    bad += 1
                else:
                    good += 1
                    yield document
        if bad and not good:
            raise InputError(f"{self.files[0].name}: no row has text in field {self.text_field!r}")

    def _file(self, file: Source) -> Iterator[Document | None]:
        """The documents of one file, and None for every row that is none."""
        end = self._row_groups(file) if file.kind.format is Format.PARQUET else file.size
        shape = Shape({}, self.text_field)
        for block in read(Piece(file, 0, end, 0, file.size), shape):
            yield from (None for _ in block.rejects)
            names = self._names(block, file.name)
            for text, line, name in zip(block.texts, block.lines, names, strict=True):
                yield None if text is None else Document(name, text, f"{file.name}:{line}")

    def _row_groups(self, file: Source) -> int:
        from stripper.arrow import row_groups  # pyarrow is an extra, wanted for Parquet only

        return len(row_groups(file.path, Shape({}, self.text_field))[0])

    def _names(self, block: object, file: str) -> list[str]:
        """The source of every row of a block."""
        rows = getattr(block, "rows", None)
        if rows is not None:
            values = [row.fields.get(self.by) for row in rows]
        else:
            batch = block.batch  # type: ignore[attr-defined]
            known = self.by in batch.schema.names
            values = batch.column(self.by).to_pylist() if known else [None] * batch.num_rows
        return [file if value is None else str(value) for value in values]
