"""A stream of documents in bounded memory.

One document cannot be cleaned piece by piece: whether a paragraph in its middle goes is decided by its end. Zones are
counted in kept paragraphs from both ends, weak evidence needs company that may stand further down, the guard
weighs what is removed against the whole, and cleaning repeats until nothing changes. So a stream is
cleaned document by document, and a document that is longer than a limit is refused rather than cleaned differently.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from stripper.cleaner import Cleaner
from stripper.errors import InputError
from stripper.spans import Result

__all__ = ["DOCUMENT_LIMIT", "clean_stream"]

DOCUMENT_LIMIT = 4_000_000  # code points: the longest novels, and about a gigabyte of memory at work


class TextStream(Protocol):
    """What has a ``read`` that gives str: open files, sockets' ``makefile``, ``io.StringIO``."""

    def read(self, size: int, /) -> str:
        """Up to ``size`` code points; an empty string at the end."""
        ...


def clean_stream(
    cleaner: Cleaner,
    stream: TextStream,
    separator: str = "\f",
    limit: int = DOCUMENT_LIMIT,
    read_size: int = 1 << 16,
) -> Iterator[Result]:
    """Clean the documents of a stream as they arrive: lazy, in memory for one document.

    Documents are what stands between separators: the results are those of
    ``cleaner.clean_many(stream.read().split(separator))``, whatever ``read_size`` is.

    Raises :class:`~stripper.errors.InputError` when a document has more than ``limit`` code points.

    >>> import io
    >>> from stripper.registry import Registry
    >>> [r.body for r in clean_stream(Cleaner(Registry(())), io.StringIO("One.\\fTwo."), read_size=3)]
    ['One.', 'Two.']
    """
    if not separator:
        raise ValueError("separator must not be empty")
    if read_size < 1 or limit < 1:
        raise ValueError("read_size and limit must be positive")
    return map(cleaner.clean, _documents(stream, separator, limit, read_size))


def _documents(stream: TextStream, separator: str, limit: int, read_size: int) -> Iterator[str]:
    pieces: list[str] = []
    number, length, edge = 0, 0, len(separator) - 1
    while text := stream.read(read_size):
        if not isinstance(text, str):
            raise InputError("stream: gives bytes, not text; open it in text mode")
        # A separator may have begun in what came before: look at its last characters again.
        tail = "".join(pieces[-edge:])[-edge:] if edge else ""
        if separator in tail + text:
            pieces = ["".join(pieces) + text]
            *whole, rest = pieces[0].split(separator)
            for document in whole:
                yield _checked(document, number, limit)
                number += 1
            pieces, length = [rest], len(rest)
        else:
            pieces.append(text)
            length += len(text)
        if length > limit + edge:  # the edge may still prove to be a separator
            _refuse(number, limit)
    yield _checked("".join(pieces), number, limit)


def _checked(document: str, number: int, limit: int) -> str:
    if len(document) > limit:
        _refuse(number, limit)
    return document


def _refuse(number: int, limit: int) -> None:
    raise InputError(
        f"stream: document {number} (from 0) is longer than {limit:,} code points; "
        "its end decides about its beginning, so that it cannot be cleaned in parts"
    )
