"""The table of labels: short wordings ("Share this", "Related stories") that fill a whole line.

A piece as short as "share" would hit every article, so labels are looked up, not scanned for. There are
hundreds of thousands of spellings and a text asks for a few dozen; they lie in the buckets of a hash table in a file
(:mod:`stripper.buckets`), which is mapped, not read.
"""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from stripper.buckets import Buckets, Buffer

__all__ = ["LabelTable"]

END = 4  # with one error in a label of eight characters, its first or its last four are intact
MIN_DAMAGED = 8  # characters of a label from which typing errors are forgiven
MAX_TRIED = 5  # labels that are near enough
LONG = 14  # ... from which two are
MAX_REMEMBERED = 20_000  # buckets read so far

_SIZE = struct.Struct("<Q")  # bytes of the table of starts; that of ends follows


_EMPTY = _SIZE.pack(len(Buckets.pack({}))) + 2 * Buckets.pack({})


class LabelTable:
    """Label -> numbers of the rules that have it; finds damaged labels too.

    >>> table = LabelTable.build({"share this": [4], "related stories": [7, 9]})
    >>> table.get("related stories"), table.get("stories")
    ((7, 9), ())
    >>> table.damaged("relatad stories")
    ('related stories', 1)
    """

    def __init__(self, data: Buffer, most_words: dict[str, int]) -> None:
        self._layers = [_Layer(memoryview(data), None)]
        self._most_words = most_words
        self.longest = max(most_words.values(), default=0)
        self._split: dict[str, dict[str, tuple[int, ...]]] = {}
        self._endings: dict[str, list[str]] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return LabelTable, self.dump()

    @classmethod
    def build(cls, labels: Mapping[str, Iterable[int]]) -> LabelTable:
        """Make the table."""
        starts: dict[str, list[str]] = defaultdict(list)
        ends: dict[str, list[str]] = defaultdict(list)
        most_words: dict[str, int] = {}
        for label in sorted(labels):
            numbers = " ".join(map(str, sorted(labels[label])))
            starts[_start(label, len(label))].append(f"{label}\t{numbers}")
            if len(label) >= MIN_DAMAGED:
                ends[_end(label, len(label))].append(label)
            words = label.split(" ")
            most_words[words[0]] = max(most_words.get(words[0], 0), len(words))
        first, second = Buckets.pack(starts), Buckets.pack(ends)
        return cls(_SIZE.pack(len(first)) + first + second, most_words)

    @classmethod
    def merge(cls, parts: Iterable[tuple[LabelTable, Mapping[int, int]]]) -> LabelTable:
        """One table of several, each with the new numbers of its rules; rules without a number are left out.

        Nothing is copied: the parts are looked up one after the other.
        """
        layers: list[_Layer] = []
        most_words: dict[str, int] = {}
        for table, numbers in parts:
            layers += (layer.renumbered(numbers) for layer in table._layers)
            for word, count in table._most_words.items():
                most_words[word] = max(count, most_words.get(word, 0))
        merged = cls(_EMPTY, most_words)
        merged._layers = layers
        return merged

    def __bool__(self) -> bool:
        return bool(self._most_words)

    def items(self) -> dict[str, tuple[int, ...]]:
        """All labels with their rules."""
        found: dict[str, tuple[int, ...]] = {}
        for layer in self._layers:
            for label, numbers in layer.rows(layer.starts):
                found[label] = tuple(sorted(found.get(label, ()) + numbers))
        return found

    def _bucket(self, key: str) -> dict[str, tuple[int, ...]]:
        known = self._split.get(key)
        if known is None:
            if len(self._split) >= MAX_REMEMBERED:
                self._split.clear()
            known = self._split[key] = {}
            for layer in self._layers:
                for label, numbers in layer.rows(layer.starts[key]):
                    if _start(label, len(label)) == key:
                        known[label] = tuple(sorted(known[label] + numbers)) if label in known else numbers
        return known

    def _ending(self, end: str) -> list[str]:
        """The labels with this end and length."""
        known = self._endings.get(end)
        if known is None:
            if len(self._endings) >= MAX_REMEMBERED:
                self._endings.clear()
            known = self._endings[end] = [
                label
                for layer in self._layers
                for label in layer.ends[end]
                if _end(label, len(label)) == end and (layer.numbers is None or self.get(label))
            ]
        return known

    def get(self, spelled: str) -> tuple[int, ...]:
        """The rules that have this label; none if it is no label."""
        return self._bucket(_start(spelled, len(spelled))).get(spelled, ())

    def most_words(self, word: str) -> int:
        """How many words the longest label has that starts with this word."""
        return self._most_words.get(word, 0)

    def damaged(self, spelled: str) -> tuple[str, int] | None:
        """The label that differs from ``spelled`` by a typing error or two, and by how many; or None."""
        errors = 1 if len(spelled) < LONG else 2
        if len(spelled) < MIN_DAMAGED - 1:
            return None
        near: list[str] = []
        for length in range(max(MIN_DAMAGED, len(spelled) - errors), len(spelled) + errors + 1):
            near += self._bucket(_start(spelled, length))
            near += self._ending(_end(spelled, length))
        # In alphabetical order, so that of equals the same is taken however the table was put together.
        for label, distance, _ in process.extract(
            spelled, sorted(set(near)), scorer=OSA.distance, score_cutoff=errors, limit=MAX_TRIED
        ):
            if _word_by_word(label, spelled):
                return label, int(distance)
        return None

    def dump(self) -> tuple[bytes, dict[str, int]]:
        """The data of the table and its ``most_words``, to make it again from."""
        if [layer.numbers for layer in self._layers] == [None]:
            return bytes(self._layers[0].data), self._most_words
        return LabelTable.build(self.items()).dump()


class _Layer:
    """The labels of one file, and what their rules are called here (None: as there)."""

    def __init__(self, data: memoryview, numbers: Mapping[int, int] | None) -> None:
        (size,) = _SIZE.unpack_from(data)
        self.data = data
        self.numbers = numbers
        self.starts = Buckets(data[_SIZE.size : _SIZE.size + size])
        self.ends = Buckets(data[_SIZE.size + size :])

    def renumbered(self, numbers: Mapping[int, int]) -> _Layer:
        """The same labels for rules that are called otherwise."""
        if self.numbers is not None:
            numbers = {n: numbers[m] for n, m in self.numbers.items() if m in numbers}
        return _Layer(self.data, numbers)

    def rows(self, rows: Iterable[str]) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Labels that have a rule, with their rules."""
        here = self.numbers
        for row in rows:
            label, written = row.split("\t")
            numbers = tuple(map(int, written.split(" ")))
            if here is not None:
                numbers = tuple(here[n] for n in numbers if n in here)
            if numbers:
                yield label, numbers


def _word_by_word(label: str, spelled: str) -> bool:
    """Whether no single word has so many errors that it is rather another word ("done" for "more")."""
    pairs = list(zip(label.split(" "), spelled.split(" "), strict=False))
    if label.count(" ") != spelled.count(" "):
        return True
    return all(OSA.distance(a, b) <= (1 if len(a) < MIN_DAMAGED else 2) for a, b in pairs)


def _start(label: str, length: int) -> str:
    return f"{label[:END]}|{length}"


def _end(label: str, length: int) -> str:
    return f"{label[-END:]}|{length}"
