"""File formats by name, and the bytes of packed files."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from stripper.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "Format",
    "Kind",
    "Packing",
    "check_packing",
    "check_writable",
    "kind_of",
    "open_packed",
    "pyarrow",
    "unpack_errors",
    "write_packed",
]


class Format(StrEnum):
    """What a file holds."""

    TEXT = "text"
    JSONL = "jsonl"
    PARQUET = "parquet"


class Packing(StrEnum):
    """How the bytes of a file are compressed."""

    NONE = ""
    GZIP = "gz"
    ZSTD = "zst"


@dataclass(frozen=True, slots=True)
class Kind:
    """Format and packing of a file, as its name says."""

    format: Format
    packing: Packing = Packing.NONE


_SUFFIXES = {
    ".txt": Format.TEXT,
    ".text": Format.TEXT,
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".json": Format.JSONL,  # of corpora: one object a line, as in C4
    ".parquet": Format.PARQUET,
    ".pq": Format.PARQUET,
}

_MAGIC = {Packing.GZIP: b"\x1f\x8b", Packing.ZSTD: b"\x28\xb5\x2f\xfd"}


def kind_of(name: str) -> Kind | None:
    """What a file of this name holds; None if its suffix says nothing.

    >>> kind_of("news/2024.jsonl.zst")
    Kind(format=<Format.JSONL: 'jsonl'>, packing=<Packing.ZSTD: 'zst'>)
    >>> kind_of("archive.zip") is None
    True
    """
    stem, packing = name.lower(), Packing.NONE
    for packed in (Packing.GZIP, Packing.ZSTD):
        if stem.endswith(f".{packed}"):
            stem, packing = stem.removesuffix(f".{packed}"), packed
    found = _SUFFIXES.get(Path(stem).suffix)
    return None if found is None or (found is Format.PARQUET and packing) else Kind(found, packing)


@contextmanager
def open_packed(path: Path, packing: Packing) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """The unpacked bytes of a file, and the file itself, whose position tells how far reading has come.

    Raises :class:`~stripper.errors.InputError` if the file is not packed as its name says.
    """
    with path.open("rb") as file:
        if packing is Packing.NONE:
            yield file, file
            return
        magic = _MAGIC[packing]
        if file.read(len(magic)) != magic:
            raise InputError(f"{path}: is not a .{packing} file")
        file.seek(0)
        if packing is Packing.GZIP:
            import gzip

            with gzip.GzipFile(fileobj=file) as unpacked:
                yield cast("IO[bytes]", unpacked), file
            return
        zstandard = _zstandard(path)
        import io

        # What was written in pieces is one frame after another.
        reader = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)
        with io.BufferedReader(reader, 1 << 18) as buffered:
            yield buffered, file


@contextmanager
def write_packed(path: Path, packing: Packing) -> Iterator[IO[bytes]]:
    """A file to write to; equal bytes written give equal files, and files put end to end are one file."""
    with path.open("wb") as file:
        if packing is Packing.NONE:
            yield file
        elif packing is Packing.GZIP:
            import gzip

            with gzip.GzipFile("", "wb", 6, file, mtime=0) as packed:
                yield cast("IO[bytes]", packed)
        else:
            with _zstandard(path).ZstdCompressor(level=3).stream_writer(file) as packed:
                yield packed


def unpack_errors() -> tuple[type[Exception], ...]:
    """What reading a file may raise when its bytes are damaged."""
    import sys
    import zlib

    found: list[type[Exception]] = [EOFError, OSError, zlib.error]
    if "zstandard" in sys.modules:
        found.append(sys.modules["zstandard"].ZstdError)
    return tuple(found)


def check_packing(path: Path, packing: Packing) -> None:
    """Raise :class:`~stripper.errors.InputError` if a file is not packed as its name says, or cannot be unpacked here."""
    if packing is not Packing.NONE:
        with open_packed(path, packing):
            pass


def check_writable(name: str, kind: Kind) -> None:
    """Raise :class:`~stripper.errors.InputError` if what writes files of this kind is not installed."""
    if kind.packing is Packing.ZSTD:
        _zstandard(Path(name))
    if kind.format is Format.PARQUET:
        pyarrow(name)


def pyarrow(name: str) -> tuple[Any, Any]:
    """The modules ``pyarrow`` and ``pyarrow.parquet``, for a file of this name."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise InputError(f"{name}: needs pyarrow; pip install 'boilerplate-stripper[parquet]'") from None
    return pyarrow, pyarrow.parquet


def _zstandard(path: Path) -> Any:
    try:
        import zstandard
    except ImportError:
        raise InputError(f"{path.name}: needs zstandard; pip install 'boilerplate-stripper[zstd]'") from None
    return zstandard
