"""Which files a run reads: files, folders and globs as the user gives them."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from stripper.errors import InputError
from stripper.formats import Format, Kind, kind_of

__all__ = ["Source", "find_sources"]


@dataclass(frozen=True, slots=True)
class Source:
    """An input file. ``name`` is what rows and reports call it; ``size`` is in bytes, ``changed`` in ns."""

    path: Path
    name: str
    kind: Kind
    size: int
    changed: int


def find_sources(inputs: Iterable[str], leave_out: Iterable[Path] = ()) -> tuple[Source, ...]:
    """The files that ``inputs`` mean, each once, in the order given and sorted within a folder or glob.

    A file is read whatever its suffix (an unknown one is plain text), folders and globs give the files of known
    suffixes. What lies under ``leave_out`` (the outputs) is no input.

    Raises :class:`~stripper.errors.InputError` if an input means no file.
    """
    out = [path.resolve() for path in leave_out]
    found: dict[Path, Source] = {}
    for given in inputs:
        some = False
        for path, name in _files(given):
            real = path.resolve()
            if any(real.is_relative_to(o) for o in out):
                continue
            some = True
            if real not in found:
                found[real] = _source(path, name)
        if not some:
            raise InputError(f"{given}: no text, JSONL or Parquet files here")
    return tuple(found.values())


def _source(path: Path, name: str) -> Source:
    try:
        status = path.stat()
        with path.open("rb"):
            pass
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from None
    return Source(path, name, kind_of(path.name) or Kind(Format.TEXT), status.st_size, status.st_mtime_ns)


def _files(given: str) -> Iterator[tuple[Path, str]]:
    """Files with their names: relative to the folder, or to the part of a glob without wildcards."""
    path = Path(given)
    if path.is_dir():
        yield from _walk(path, path)
    elif path.exists():
        yield path, path.name
    elif glob.has_magic(given):
        base = Path(*_before_magic(path.parts))
        for match in sorted(map(Path, glob.glob(given, recursive=True))):  # noqa: PTH207 - Path.glob refuses ".."
            if match.is_file() and kind_of(match.name):
                yield match, match.relative_to(base).as_posix()
    else:
        raise InputError(f"{given}: no such file or folder")


def _walk(folder: Path, base: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(base)
        hidden = any(part.startswith(".") for part in name.parts)
        if not hidden and kind_of(path.name) and path.is_file():
            yield path, name.as_posix()


def _before_magic(parts: tuple[str, ...]) -> Iterator[str]:
    for part in parts:
        if glob.has_magic(part):
            return
        yield part
