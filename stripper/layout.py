"""The shape of a text: its lines, the sentences in them, and which of these read as prose.

A *unit* is a sentence, or a whole line when the line has no sentence end inside. Units are what
zones and company are counted in, because many extractors join a document into one line.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property
from operator import add
from typing import NamedTuple

from stripper.fold import ALONE, LETTER, LOWER, SPACED, Folded, is_letter, stands_alone
from stripper.speech import impossible_languages
from stripper.template import WORD

__all__ = ["CASE_CONTEXT", "Layout", "Line", "Unit", "Words", "lay_out", "size_in_words"]

PROSE_SENTENCE_WORDS = 8  # with a sentence end, this many words read as prose
PROSE_LINE_WORDS = 18  # without one, this many
PROSE_NEIGHBOUR_WORDS = 4  # with one, beside other sentences on the same line
CASE_CONTEXT = 200  # characters to both sides that tell whether capitals mean anything

# A sentence end, then space and no small letter; or, glued by an extractor, a capital right behind it.
_SENTENCE_BREAK = re.compile(
    rf"[.!?؟][\"'\u201d\u2019\u00bb)\]*_]{{0,4}}(?:( {{1,4}})(?=[^ {LOWER}])|(?<=[a-z][a-z][.!?])()(?=[A-Z][A-Za-z]))"
    "|[。！？｡।۔][\"'\u201d\u2019」』）)]{0,3}( {0,4})"
)
_ABBREVIATION = re.compile(
    rf"(?<!{LETTER})(?:(?![0-9]){SPACED}|mr|mrs|ms|dr|prof|rev|hon|gov|sen|rep|gen|col|lt|sgt|capt|st|mt|ft|no|nos|vol|vs"
    r"|inc|ltd|co|corp|bros|jr|sr|dept|est|approx|fig|eq|al|etc|e\.g|i\.e|u\.s|u\.k|u\.n|p\.m|a\.m|ph\.d"
    r"|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec|art|sec|ch|pp|ed|eds"
    r"|bzw|ca|nr|str|usw|evtl|ggf|inkl|vgl|abs|hrsg|sog|avv|sig|dott|ing|sra|srta|num|pag|tel|fax"
    r"|гг|ул|им|стр|рис|млн|млрд|тыс|руб|проф|г-н)\.$"
)
_ALONE = re.compile(f"[{ALONE}]")
# Offsets in the view that is_edge may take for borders inside a run of letters and digits ...
_MAYBE_GLUED = re.compile(r"(?<=[^\W\d_A-Z])(?=[^\W\d_a-z])|(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)")
# ... and what every text without them has none of: a byte a character tells in a tenth of the time.
_KINDS = bytes(
    ord("d") if c in b"0123456789" else ord("u") if chr(c).isupper() else ord("l") if chr(c).isalpha() else 32
    for c in range(256)
)
_GLUE = (b"lu", b"ld", b"dl", b"du", b"ud")
_TERMINAL = re.compile(r"[.!?:;][\"')\]*_ ]{0,5}$")


def is_edge(folded: Folded, at: int) -> bool:
    """Whether a word may start or end at ``at``: glued camel case and digits count as borders.

    >>> from stripper.fold import fold
    >>> [is_edge(fold("ShareTweet3 Go"), i) for i in (0, 2, 5, 10, 11)]
    [True, False, True, True, True]
    """
    text = folded.text
    if at <= 0 or at >= len(text):
        return True
    before, after = text[at - 1], text[at]
    if not is_letter(before) or not is_letter(after):
        return True
    if before.isdigit() != after.isdigit():
        return True
    if (before > "\xff" or after > "\xff") and (stands_alone(before) or stands_alone(after)):
        return True
    return folded.view[at].isupper() and not folded.view[at - 1].isupper()


class Line(NamedTuple):
    """A non-empty line without the white space around it; offsets half-open in the view."""

    start: int
    end: int
    first_unit: int
    last_unit: int


class Unit(NamedTuple):
    """A sentence or a line without sentences; ``line`` is the index of its line."""

    start: int
    end: int
    line: int
    words: int
    prose: bool


class Words(NamedTuple):
    """The words of a text and their half-open offsets, as three parallel lists."""

    texts: list[str]
    starts: list[int]
    ends: list[int]


@dataclass(frozen=True)
class Layout:
    """Lines and units of one folded text, in order."""

    folded: Folded
    lines: tuple[Line, ...]
    units: tuple[Unit, ...]
    _unit_starts: list[int]
    _line_starts: list[int]
    caseless: bool = False  # nothing tells capitals from small letters here
    recased: bool = False  # sentences were looked for as if all of it were in capitals
    cut_from: tuple[Words, int, int, int] | None = (
        None  # words of a larger text, which of them, and what offset is 0
    )

    @cached_property
    def texts(self) -> list[str]:
        """All words of the folded text, without their places, which most callers do not need."""
        return self.words.texts

    @cached_property
    def words(self) -> Words:
        """All words of the folded text."""
        if self.cut_from:
            words, first, last, at = self.cut_from
            starts = [start - at for start in words.starts[first:last]]
            return Words(self.texts, starts, list(map(add, starts, map(len, self.texts))))
        found = list(WORD.finditer(self.folded.text))
        texts, starts = [m.group() for m in found], [m.start() for m in found]
        return Words(texts, starts, list(map(add, starts, map(len, texts))))

    @cached_property
    def word_set(self) -> frozenset[str]:
        """The different words of the folded text."""
        return frozenset(self.texts)

    @cached_property
    def glued(self) -> list[int]:
        """Where a word begins inside a run of letters and digits: "ShareTweet", "3comments"."""
        folded, view = self.folded, self.folded.view
        if view.isascii() or max(view) <= "\xff":
            kinds = view.encode("latin-1").translate(_KINDS)
            if not any(glue in kinds for glue in _GLUE):
                return []
        found = (m.end() for m in _MAYBE_GLUED.finditer(view))
        return [i for i in found if is_edge(folded, i) and not stands_alone(folded.text[i])]

    @cached_property
    def impossible(self) -> frozenset[str]:
        """Languages in which the text is certainly not written."""
        return impossible_languages(self.texts, self.folded.text)

    def line_alone(self, index: int, caseless: bool | None = None) -> Layout:
        """One line as a text of its own: its offsets begin with 0, and it is caseless if all around it is.

        ``caseless`` saves looking, if that is known already.

        >>> from stripper.fold import fold
        >>> layout = lay_out(fold("A title\\n\\nHe came back. She did not.")).line_alone(1)
        >>> layout.folded.view, layout.units[1][:2], layout.words.starts
        ('He came back. She did not.', (14, 26), [0, 3, 8, 14, 18, 22])
        """
        line, folded = self.lines[index], self.folded
        at, end = line.start, line.end
        units = tuple(
            Unit(u.start - at, u.end - at, 0, u.words, u.prose)
            for u in self.units[line.first_unit : line.last_unit + 1]
        )
        words = self.words
        first, last = bisect_left(words.starts, at), bisect_left(words.starts, end)
        alone = Layout(
            Folded("", folded.view[at:end], folded.text[at:end], b""),
            (Line(0, end - at, 0, len(units) - 1),),
            units,
            [u.start for u in units],
            [0],
            self.is_caseless_around(at, end) if caseless is None else caseless,
            cut_from=(words, first, last, at),
        )
        alone.__dict__["texts"] = words.texts[first:last]
        return alone

    def is_caseless_around(self, start: int, end: int) -> bool:
        """Whether nothing in ``start:end`` and near it tells capitals from small letters."""
        around = self.folded.view[max(0, start - CASE_CONTEXT) : end + CASE_CONTEXT]
        return around.islower() or around.isupper()

    def count_words(self, start: int, end: int) -> int:
        """How many words stand in ``start:end``, cut ones included."""
        return max(0, bisect_left(self.words.starts, end) - bisect_right(self.words.ends, start))

    def unit_at(self, offset: int) -> int:
        """Index of the unit that holds ``offset`` (or the last one that starts before it)."""
        return max(0, bisect_right(self._unit_starts, offset) - 1)

    def line_at(self, offset: int) -> int:
        """Index of the line that holds ``offset`` (or the last one that starts before it)."""
        return max(0, bisect_right(self._line_starts, offset) - 1)

    def line_text(self, index: int) -> str:
        """The folded text of a line."""
        line = self.lines[index]
        return self.folded.text[line.start : line.end]


def size_in_words(text: str, start: int, end: int) -> int:
    """Length of a stretch of folded text in words, by its spaces; two characters of a running script count as one.

    >>> size_in_words("by the old sea wall", 0, 19), size_in_words("本文来自南风网", 0, 7)
    (5, 4)
    """
    spaces = text.count(" ", start, end)
    return spaces + 1 + (0 if text.isascii() else len(_ALONE.findall(text, start, end)) // 2)


def _sentences(text: str, view: str, start: int, end: int) -> list[tuple[int, int]]:
    """Sentence spans of one line. A break needs a sentence end, space, and no lower-case letter behind."""
    found, at = [], start
    for brk in _SENTENCE_BREAK.finditer(view, start, end):
        if text[brk.start()] == "." and _ABBREVIATION.search(
            text[max(at, brk.start() - 8) : brk.start() + 1]
        ):
            # "etc." and initials end a sentence only before something that is no name.
            if not text.startswith("etc", brk.start() - 3) or view[brk.end() : brk.end() + 1].islower():
                continue
        found.append((at, brk.start(brk.lastindex or 1)))
        at = brk.end()
    if at < end or not found:  # a full-width stop needs no space behind it, and may end the line
        found.append((at, end))
    return found


def lay_out(folded: Folded) -> Layout:
    """Find the lines and units of a folded text.

    >>> from stripper.fold import fold
    >>> layout = lay_out(fold("A title\\n\\nMr. Low left the old house early on Monday. He came back."))
    >>> [folded.view[u.start : u.end] for folded in [layout.folded] for u in layout.units]
    ['A title', 'Mr. Low left the old house early on Monday.', 'He came back.']
    >>> [u.prose for u in layout.units]
    [False, True, True]
    """
    text, view = folded.text, folded.view
    # Where nothing is in capitals, a sentence may start with a small letter: split on the folded text's own terms.
    cased = view if view != text else text.upper() if len(text.upper()) == len(text) else text
    lines: list[Line] = []
    units: list[Unit] = []
    at = 0
    for raw_line in text.split("\n"):
        stripped = raw_line.strip()
        if stripped:
            start = at + len(raw_line) - len(raw_line.lstrip())
            spans = _sentences(text, cased, start, start + len(stripped))
            first = len(units)
            several = len(spans) > 1
            number, beside_prose = len(lines), False
            for s, e in spans:
                words = size_in_words(text, s, e)
                prose = words >= PROSE_LINE_WORDS or (
                    words >= (PROSE_NEIGHBOUR_WORDS if several else PROSE_SENTENCE_WORDS)
                    and _TERMINAL.search(text, max(s, e - 6), e) is not None
                )
                beside_prose |= several and prose
                units.append(Unit(s, e, number, words, prose))
            if beside_prose:  # a short sentence beside a prose sentence is prose too
                units[first:] = [
                    u if u.prose or u.words < 3 else u._replace(prose=True) for u in units[first:]
                ]
            lines.append(Line(start, start + len(stripped), first, len(units) - 1))
        at += len(raw_line) + 1
    return Layout(
        folded,
        tuple(lines),
        tuple(units),
        [u.start for u in units],
        [line.start for line in lines],
        view.islower() or view.isupper(),
        view == text,
    )
