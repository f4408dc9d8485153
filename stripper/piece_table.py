"""The table of pieces: which literals are scanned for, and which windows of which rules use each.

A hundred thousand small lists take longer to read than to search with, so the table is four runs of bytes that are
mapped from a file as they are: pieces of Latin letters, pieces of other scripts, where the users of each begin, and
the users.
"""

from __future__ import annotations

import re
import struct
from array import array
from collections.abc import Iterator, Mapping

from stripper.buckets import Buffer

__all__ = ["PieceTable", "Users"]

Users = list[int]  # for what the numbers mean, see stripper.index

_WIDE = re.compile("[^\x00-\xff]")
_SIZES = struct.Struct("<3I")  # bytes of the Latin pieces and of the others, and how many pieces there are


class PieceTable:
    """Piece -> its users, in an order that depends on nothing but the content.

    >>> table = PieceTable.build({"share this": [8, 16], "поделиться": [24]})
    >>> table.latin, table.wide, table.users(0), table.users(1)
    ([b'share this'], ['поделиться'], [8, 16], [24])
    """

    def __init__(self, data: Buffer) -> None:
        self._data = memoryview(data)
        latin, wide, count = _SIZES.unpack_from(self._data)
        self._count = int(count)
        wide_at = _SIZES.size + latin
        starts_at = wide_at + wide
        users_at = starts_at + 4 * (count + 1)
        self._latin = self._data[_SIZES.size : wide_at]
        self._wide = self._data[wide_at:starts_at]
        self._starts = self._data[starts_at:users_at].cast("I")
        self._users = self._data[users_at:].cast("I")

    @classmethod
    def build(cls, users: Mapping[str, Users]) -> PieceTable:
        """Make the table; pieces that nobody uses are left out."""
        pieces = sorted(piece for piece in users if users[piece])
        latin = [p for p in pieces if not _WIDE.search(p)]
        wide = [p for p in pieces if _WIDE.search(p)]
        starts, flat = array("I", [0]), array("I")
        for piece in (*latin, *wide):
            flat.extend(sorted(users[piece]))
            starts.append(len(flat))
        first, second = "\n".join(latin).encode("latin-1"), "\n".join(wide).encode("utf-8", "surrogatepass")
        sizes = _SIZES.pack(len(first), len(second), len(pieces))
        return cls(b"".join((sizes, first, second, starts.tobytes(), flat.tobytes())))

    def __len__(self) -> int:
        return self._count

    @property
    def data(self) -> bytes:
        """The table as it is stored in a file."""
        return bytes(self._data)

    @property
    def latin(self) -> list[bytes]:
        """The pieces in one byte a character; their users have the numbers from 0."""
        return bytes(self._latin).split(b"\n") if self._latin else []

    @property
    def wide(self) -> list[str]:
        """The pieces that need more; their users come after those of the Latin ones."""
        return bytes(self._wide).decode("utf-8", "surrogatepass").split("\n") if self._wide else []

    def users(self, number: int) -> Users:
        """The users of a piece by its number."""
        return self._users[self._starts[number] : self._starts[number + 1]].tolist()

    def items(self) -> Iterator[tuple[str, Users]]:
        """All pieces with their users."""
        for number, piece in enumerate((*(p.decode("latin-1") for p in self.latin), *self.wide)):
            yield piece, self.users(number)
