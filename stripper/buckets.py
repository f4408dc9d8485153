"""A hash table of strings that needs no loading: rows in buckets, found by offsets, straight from a mapped file.

The layout is that of D. J. Bernstein's constant database (cdb, 1996), cut down to one table: the number of buckets,
the offset of each, and their rows. A look-up reads one bucket and nothing else.
"""

from __future__ import annotations

import mmap
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence

__all__ = ["Buckets", "Buffer"]

Buffer = bytes | memoryview | mmap.mmap
_COUNT = struct.Struct("<I")
_PAIR = struct.Struct("<II")


class Buckets:
    """Key -> rows. A bucket may hold rows of other keys too: the caller tells them apart.

    >>> table = Buckets(memoryview(Buckets.pack({"a": ["ant", "ape"], "b": ["bee"]})))
    >>> sorted(table), "bee" in table["b"]
    (['ant', 'ape', 'bee'], True)
    """

    def __init__(self, data: memoryview) -> None:
        (self._count,) = _COUNT.unpack_from(data)
        self._offsets = data
        self._rows = data[_COUNT.size * (self._count + 2) :]

    @staticmethod
    def pack(rows: Mapping[str, Sequence[str]]) -> bytes:
        """The bytes of a table; no row may hold a line break."""
        count = max(1, len(rows))
        buckets: list[list[str]] = [[] for _ in range(count)]
        for key in sorted(rows):
            buckets[_hash(key) % count] += rows[key]
        contents = ["\n".join(bucket).encode("utf-8", "surrogatepass") for bucket in buckets]
        offsets, at = [0], 0
        for content in contents:
            at += len(content)
            offsets.append(at)
        return struct.pack(f"<{count + 2}I", count, *offsets) + b"".join(contents)

    def _bucket(self, number: int) -> list[str]:
        start, end = _PAIR.unpack_from(self._offsets, _COUNT.size * (number + 1))
        content = bytes(self._rows[start:end]).decode("utf-8", "surrogatepass")
        return content.split("\n") if content else []

    def __getitem__(self, key: str) -> list[str]:
        """The rows of the bucket of ``key``."""
        return self._bucket(_hash(key) % self._count)

    def __iter__(self) -> Iterator[str]:
        for number in range(self._count):
            yield from self._bucket(number)


def _hash(key: str) -> int:
    return zlib.crc32(key.encode("utf-8", "surrogatepass"))
