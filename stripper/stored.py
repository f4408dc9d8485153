"""The patterns of a registry as they are stored beside its index, each read when somebody asks for it.

Thousands of patterns take a tenth of a second to read, and one text needs a few dozen of them. Each is a line of JSON: the
values of its fields (:class:`stripper.pattern.Pattern`), and a row of facts (:mod:`stripper.facts`) for each of its rules.
"""

from __future__ import annotations

import json
import struct
from array import array
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any, TypeVar, overload

from stripper.buckets import Buffer
from stripper.pattern import Category, Extent, Pattern, Strength, Zone
from stripper.rules import Rule, make_rules, rule_count
from stripper.template import Vocabulary

__all__ = ["Lazy", "Stored"]

T = TypeVar("T")

_FIELDS = tuple(f.name for f in fields(Pattern))
_LISTS = tuple(map(_FIELDS.index, ("match", "keep", "templates", "near", "never", "anchors")))
_CUES = _FIELDS.index("cues")
_ENUMS = tuple(
    (_FIELDS.index(name), kind)
    for name, kind in (("category", Category), ("zone", Zone), ("strength", Strength), ("extent", Extent))
)
_SIZE = struct.Struct("<I")  # how many patterns there are


class Lazy(Sequence[T]):
    """A sequence whose items are made when they are first asked for, and stay the same."""

    def __init__(self, length: int, make: Callable[[int], T]) -> None:
        self._length, self._make = length, make
        self._made: dict[int, T] = {}

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, at: int) -> T: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[T]: ...

    def __getitem__(self, at: int | slice) -> T | Sequence[T]:
        found = self._made.get(at) if isinstance(at, int) else None
        if found is not None:
            return found
        if isinstance(at, slice):
            return [self[i] for i in range(*at.indices(self._length))]
        number = at + self._length if at < 0 else at
        if not 0 <= number < self._length:
            raise IndexError(at)
        return self._made.setdefault(number, self._make(number))  # one for all, whichever thread made it

    def __reduce__(self) -> tuple[Any, ...]:
        return list, (list(self),)  # what they are made from may be a mapped file


class Stored:
    """The patterns in the order of their ids, with what follows from each.

    >>> from stripper.pattern import parse_pattern
    >>> table = dict(category="share", zone="tail", strength="weak", extent="line", source="here", match=["a", "b"], keep=["c"])
    >>> patterns = [parse_pattern({**table, "id": f"en.share.{n}", "templates": [n, "x"]}, "f") for n in "abc"]
    >>> stored = Stored(Stored.pack(patterns, [[n] for n in range(6)]), Vocabulary({}))
    >>> list(stored.patterns) == patterns, list(stored.facts)
    (True, [[0], [1], [2], [3], [4], [5]])
    >>> stored.rules[3].source, stored.rules[3].pattern is stored.patterns[1], len(stored.rules)
    ('x', True, 6)
    """

    def __init__(self, data: Buffer, vocab: Vocabulary) -> None:
        self._data = memoryview(data)
        (count,) = _SIZE.unpack_from(self._data)
        borders_at = _SIZE.size + 4 * (count + 1)
        lines_at = borders_at + 4 * (count + 1)
        self._first_rules = self._data[_SIZE.size : borders_at].cast("I")
        self._borders = self._data[borders_at:lines_at].cast("I")
        self._lines = self._data[lines_at:]
        rows = Lazy(count, self._row)
        of_patterns = Lazy(count, lambda n: tuple(make_rules([self.patterns[n]], vocab, rows[n][1])))
        rules = self._first_rules[count]
        self.patterns: Sequence[Pattern] = Lazy(count, lambda n: _pattern(rows[n][0]))
        self.rules: Sequence[Rule] = Lazy(rules, lambda n: of_patterns[self._owner(n)][self._place(n)])
        self.facts: Sequence[list[Any] | None] = Lazy(
            rules, lambda n: rows[self._owner(n)][1][self._place(n)]
        )

    @staticmethod
    def pack(patterns: Sequence[Pattern], facts: Sequence[list[Any] | None]) -> bytes:
        """The data for ``patterns``, which are in the order of their ids; ``facts`` has a row for each rule."""
        lines, borders, first_rules = [], array("I", [0]), array("I", [0])
        for pattern in patterns:
            first = first_rules[-1]
            end = first + rule_count(pattern)
            row = [[getattr(pattern, name) for name in _FIELDS], list(facts[first:end])]
            lines.append(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode())
            borders.append(borders[-1] + len(lines[-1]))
            first_rules.append(end)
        return b"".join((_SIZE.pack(len(lines)), first_rules.tobytes(), borders.tobytes(), *lines))

    def _row(self, number: int) -> list[Any]:
        found: list[Any] = json.loads(bytes(self._lines[self._borders[number] : self._borders[number + 1]]))
        return found

    def _owner(self, rule: int) -> int:
        """Number of the pattern that a rule is of."""
        return bisect_right(self._first_rules, rule) - 1

    def _place(self, rule: int) -> int:
        """Place of a rule among those of its pattern."""
        return rule - int(self._first_rules[self._owner(rule)])


def _pattern(values: list[Any]) -> Pattern:
    """A pattern from the values of its fields as JSON has them."""
    for place in _LISTS:
        values[place] = tuple(values[place])
    values[_CUES] = tuple(map(tuple, values[_CUES]))
    for place, kind in _ENUMS:
        values[place] = kind(values[place])
    return Pattern(*values)
