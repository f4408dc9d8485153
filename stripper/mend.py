"""Read a damaged text as it was probably meant: "Subscirbe t oournewslettr" as "Subscribe to our newsletter".

Typing errors and OCR noise hit most words of a long wording before they spoil it, and they join and split words too.
So everything that is no known word and becomes one (or two) by a single edit is put right in a second version of the
text. What is searched for there is searched for exactly, with the same code as in the text itself; each match pays for
the edits inside it, and its offsets are those of the text as it stands. The text itself is never changed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from stripper.fold import Folded, stands_alone
from stripper.layout import Layout, Line, Unit
from stripper.spelling import Reader

__all__ = ["Edit", "Mended", "find_edits", "mend"]

_FREE_BEFORE = frozenset(" \n\"'(*[|-:>•/\x7f")
_FREE_AFTER = frozenset(" \n\"').,;:!?*]|-…/\x7f")


class Edit(NamedTuple):
    """``start:end`` of the text (half-open) is read as ``words``, which takes that many ``errors``."""

    start: int
    end: int
    words: tuple[str, ...]
    errors: int


class Mended:
    """A second version of a text with the way back to the offsets of the first.

    >>> from stripper.fold import fold
    >>> from stripper.layout import lay_out
    >>> from stripper.spelling import Speller
    >>> words = ["subscribe", "to", "our", "newsletter"]
    >>> reader = Speller(Speller.pack({word: {"en": 1} for word in words})).reader()
    >>> mended = mend(lay_out(fold("Please subscirbe t oour newsletter.")), reader)
    >>> mended.layout.folded.view
    'Please subscribe to our newsletter.'
    >>> mended.errors(7, 23), mended.errors(24, 34), mended.origin(17, 23)
    (2, 0, (17, 23))
    """

    def __init__(self, layout: Layout, edits: Sequence[Edit]) -> None:
        self._edits = edits
        folded = layout.folded
        self._written = [folded.text[edit.start : edit.end] for edit in edits]
        text, view = [], []
        self._starts: list[int] = []  # of the edits, in the mended text
        self._ends: list[int] = []
        at = length = 0
        for edit in edits:
            spelled = " ".join(edit.words)
            text += [folded.text[at : edit.start], spelled]
            view += [folded.view[at : edit.start], _cased(spelled, folded.view[edit.start : edit.end])]
            length += edit.start - at
            self._starts.append(length)
            length += len(spelled)
            self._ends.append(length)
            at = edit.end
        text.append(folded.text[at:])
        view.append(folded.view[at:])
        self._total = list(accumulate((edit.errors for edit in edits), initial=0))
        self._from = [edit.start for edit in edits]
        self.layout = self._laid_out(layout, Folded("", "".join(view), "".join(text), b""))

    def _laid_out(self, layout: Layout, folded: Folded) -> Layout:
        """The same lines and units, where they are now."""
        here = self.here
        lines = tuple(Line(here(a), here(b), first, last) for a, b, first, last in layout.lines)
        units = tuple(Unit(here(a), here(b), line, words, prose) for a, b, line, words, prose in layout.units)
        starts = [unit.start for unit in units], [line.start for line in lines]
        return Layout(folded, lines, units, *starts, layout.caseless)

    def here(self, offset: int) -> int:
        """Where an offset of the text (not inside an edit) is in the mended one."""
        i = bisect_right(self._from, offset) - 1
        if i < 0:
            return offset
        edit = self._edits[i]
        return self._starts[i] if offset <= edit.start else self._ends[i] + max(0, offset - edit.end)

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The span of the text that ``start:end`` of the mended one stands for; edits count whole."""
        i = bisect_right(self._starts, start) - 1
        if i >= 0:
            edit = self._edits[i]
            start = edit.start if start < self._ends[i] else edit.end + start - self._ends[i]
        j = bisect_left(self._starts, end) - 1
        if j >= 0:
            edit = self._edits[j]
            end = edit.end + max(0, end - self._ends[j])
        return start, end

    def errors(self, start: int, end: int) -> int:
        """Edits that touch ``start:end`` of the mended text."""
        first, last = bisect_right(self._ends, start), bisect_left(self._starts, end)
        return self._total[max(first, last)] - self._total[first]

    def edits(self) -> Iterator[tuple[int, str, int]]:
        """Of each edit where it is in the mended text, what was written there, and how many errors that had."""
        for edit, start, written in zip(self._edits, self._starts, self._written, strict=True):
            yield start, written, edit.errors


def _cased(spelled: str, view: str) -> str:
    if view.isupper():
        capitals = spelled.upper()
        return capitals if len(capitals) == len(spelled) else spelled
    first = spelled[0].upper()
    return first + spelled[1:] if view[0].isupper() and len(first) == 1 else spelled


def mend(layout: Layout, reader: Reader) -> Mended | None:
    """The text as it was probably meant; None if no word of it can be put right."""
    edits = find_edits(layout, reader)
    return Mended(layout, edits) if edits else None


def find_edits(layout: Layout, reader: Reader) -> list[Edit]:
    """Everything in a text that is probably damage, put right; by position."""
    unknown = reader.unknown(layout.word_set)
    return list(_edits(layout, reader, unknown)) if unknown else []


def _edits(layout: Layout, reader: Reader, unknown: Collection[str]) -> Iterator[Edit]:
    texts, starts, ends = layout.words
    text = layout.folded.text
    held: Edit | None = None  # the last edit, until nothing can touch it any more
    damaged = any(map(reader.read, sorted(unknown)))
    for i, word in enumerate(texts):
        if word not in unknown or not _stands_free(text, starts[i], ends[i]) or stands_alone(word[0]):
            continue
        if held and held.start <= starts[i] < held.end:
            continue
        low = held.end if held else 0
        edit = None
        if i and starts[i] - ends[i - 1] == 1 and starts[i - 1] >= low and text[ends[i - 1]] == " ":
            edit = _moved(reader, texts[i - 1], word, starts[i - 1], ends[i])
        if edit is None and i + 1 < len(texts) and starts[i + 1] - ends[i] == 1 and text[ends[i]] == " ":
            edit = _moved(reader, word, texts[i + 1], starts[i], ends[i + 1])
        if edit is None:
            reading = reader.read(word) or (reader.read_twice(word) if damaged else None)
            edit = Edit(starts[i], ends[i], *reading) if reading else None
        if edit:
            if held:
                yield held
            held = edit
    if held:
        yield held


def _moved(reader: Reader, first: str, second: str, start: int, end: int) -> Edit | None:
    """Two words whose space slipped by one letter ("tod iagnose"), or that are one ("news letter")."""
    for words in (
        (first[:-1], first[-1] + second),
        (first + second[0], second[1:]),
    ):
        if all(len(w) > 1 and reader.owns(w) for w in words):
            return Edit(start, end, words, 1)
    joined = first + second
    if len(joined) >= 6 and not reader.knows(first) and reader.owns(joined):
        return Edit(start, end, (joined,), 1)
    return None


def _stands_free(text: str, start: int, end: int) -> bool:
    """Whether a word is no part of an address, a number or a name with marks in it."""
    if start and text[start - 1] not in _FREE_BEFORE:
        return False
    if end == len(text):
        return True
    if text[end] not in _FREE_AFTER:
        return False
    return text[end] != "." or end + 1 == len(text) or not text[end + 1].isalnum()
