"""Fold a text for comparison without losing a single offset.

``fold`` makes three views of the input. ``view`` is the input as people would
read it: tags, zero-width characters, soft hyphens and doubled spaces collapsed,
hard-wrapped lines joined. ``text`` is the view in lower case, without accents,
with typographic quotes, dashes and spaces as ASCII. ``data`` is ``text`` as one byte a
character, for the literal scanner. All three have the same length, so an offset
in one is an offset in all; :meth:`Folded.raw_span` leads back to the input.

The one-byte codepage follows the measurements in the design notes:
``charmap_encode`` and ``bytes.translate`` run at memory speed, where ``str.lower``
changes lengths (``İ``) and ``str.translate`` is ten times slower. Characters
outside the page become one of two placeholder bytes (letter, symbol): two
unknown letters look alike, which can only cost a false candidate.
"""

from __future__ import annotations

import codecs
import html
import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import pairwise

__all__ = ["LETTER", "Folded", "fold", "fold_phrase"]

LETTER = "\x7f"  # stands for any letter or digit outside the codepage
_SYMBOL = "\x1a"  # stands for any other character outside the codepage
_IGNORED = "\x00"  # zero-width, soft hyphen: noticed, then collapsed

_SPACES = "\t\v\f\x1c\x1d\x1e\x1f\u00a0\u2002\u2003\u2007\u2009\u200a\u202f\u3000"
_TARGETS = {
    "\n": "\r\x85\u2028\u2029",
    " ": _SPACES,
    "'": "\u2018\u2019\u201a\u201b\u2032\u00b4`",
    '"': "\u201c\u201d\u201e\u2033\u00ab\u00bb",
    "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2212",
    ".": "\u2026",
    "*": "\u2022\u00b7\u25cf\u25aa\u25e6\u2023\u2219\u25a0",
    ">": "\u203a\u2192\u25ba\u25b6",
    "<": "\u2039\u2190",
    _IGNORED: "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff",
}
_KEPT_SYMBOLS = "\u00a9\u00ae\u2122\u20ac\u00a3"  # (c) (r) tm euro pound: they mean something
_EXTRA_LETTERS = {"ß": "s", "æ": "a", "ø": "o", "đ": "d", "ð": "d", "þ": "t", "ł": "l", "œ": "o", "ı": "i"}


def _codepage() -> tuple[str, bytes]:
    """Build the decoding table (byte -> character) and the folding table (byte -> byte)."""
    page: list[str] = [chr(i) for i in range(128)]
    fold_to: list[str] = [chr(i).lower() for i in range(128)]
    # The placeholders decode from nothing; NUL must stay first, or CPython falls back to a slow dict.
    page[0x7F] = page[0x1A] = "\ufffe"

    def add(char: str, target: str) -> None:
        if char in page:
            fold_to[page.index(char)] = target
        elif len(page) < 256:
            page.append(char)
            fold_to.append(target)

    for target, chars in _TARGETS.items():
        for char in chars:
            add(char, target)
    for char in _KEPT_SYMBOLS:
        add(char, "\x99" if char == "\u2122" else "\x80" if char == "\u20ac" else char)
    for char, target in _EXTRA_LETTERS.items():
        add(char, target)
        if len(char.upper()) == 1 and char.upper() != "I":
            add(char.upper(), target)
    # Latin-1 first, then the Latin letters of European languages as long as there is room.
    for code in [*range(0xC0, 0x100), *range(0x100, 0x180), 0x218, 0x219, 0x21A, 0x21B]:
        base = unicodedata.normalize("NFD", chr(code))[0].lower()
        if base.isascii() and base.isalpha():
            add(chr(code), base)
    page += ["\ufffe"] * (256 - len(page))
    fold_to += [_SYMBOL] * (256 - len(fold_to))
    return "".join(page), "".join(fold_to).encode("latin-1")


_PAGE, _FOLD = _codepage()
_ENCODING = codecs.charmap_build(_PAGE)


def _placeholders(error: UnicodeError) -> tuple[bytes, int]:
    """Codec error handler: one placeholder byte for each character outside the page."""
    assert isinstance(error, UnicodeEncodeError)
    run = error.object[error.start : error.end]
    return bytes(0x7F if char.isalnum() else 0x1A for char in run), error.end


codecs.register_error("stripper.fold", _placeholders)


def _to_bytes(text: str) -> bytes:
    return codecs.charmap_encode(text, "stripper.fold", _ENCODING)[0].translate(_FOLD)


def fold_phrase(phrase: str) -> str:
    """Fold a short literal (a template word, an anchor) as :func:`fold` would fold it in a text.

    >>> fold_phrase("Déjà-vu – “Ça va”")
    'deja-vu - "ca va"'
    """
    return _to_bytes(unicodedata.normalize("NFC", phrase)).decode("latin-1")


@dataclass(frozen=True, slots=True)
class Folded:
    """Three equally long views of one text, and the way back to its offsets."""

    raw: str
    view: str
    text: str
    data: bytes
    _view_starts: tuple[int, ...] = ()
    _raw_starts: tuple[int, ...] = ()
    _raw_ends: tuple[int, ...] = ()

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Map a half-open span of the view to the input (code points), collapsed neighbours included.

        >>> folded = fold("by <u>South</u> Front")
        >>> folded.view, folded.raw[slice(*folded.raw_span(3, 8))]
        ('by South Front', '<u>South</u>')
        """
        if not self._view_starts:
            return start, end
        # A collapsed tag before `start` or behind `end` belongs to the span.
        i = bisect_left(self._view_starts, start)
        if i < len(self._view_starts) and self._view_starts[i] == start:
            raw_start = self._raw_ends[i - 1] if i else 0
        else:
            raw_start = self._raw_starts[i - 1] + start - self._view_starts[i - 1]
        j = bisect_right(self._view_starts, end) - 1
        raw_end = self._raw_starts[j] + end - self._view_starts[j]
        return raw_start, max(raw_start, min(raw_end, len(self.raw)))


# What the view leaves out or shortens, each with the cheap test that says whether to look for it at all.
_GONE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]+")
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,80}>")
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#[0-9]{1,6});")
_SPACES_RUN = re.compile(r"  {1,40}|[ \u00a0]{2,40}")
_MARK = re.compile("[\u0300-\u036f]")
_MARKED = re.compile("\\w[\u0300-\u036f]{1,8}")


def _collapsible(raw: str, data: bytes) -> list[tuple[int, int, str]]:
    """(start, end, replacement) of everything the view shortens, sorted and disjoint."""
    found: list[tuple[int, int, str]] = []
    if b"  " in data:
        found += ((m.start(), m.end(), " ") for m in _SPACES_RUN.finditer(raw))
    if b"\0" in data:
        found += ((m.start(), m.end(), "") for m in _GONE.finditer(raw))
    if b"<" in data:
        found += ((m.start(), m.end(), "") for m in _TAG.finditer(raw))
    if b"&" in data:
        for m in _ENTITY.finditer(raw):
            character = html.unescape(m.group())
            if len(character) == 1:
                found.append((m.start(), m.end(), character))
    if b"\x1a" in data and _MARK.search(raw):
        for m in _MARKED.finditer(raw):
            found.append((m.start(), m.end(), unicodedata.normalize("NFC", m.group())[:1]))
    found.sort()
    disjoint, at = [], 0
    for start, end, replacement in found:
        if start >= at:
            disjoint.append((start, end, replacement))
            at = end
    return disjoint


def _collapse(
    raw: str, shortened: list[tuple[int, int, str]]
) -> tuple[str, tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """Return the collapsed view and its segments: view start, raw start and raw end of each."""
    parts: list[str] = []
    views, starts, ends = [], [], []
    at = length = 0

    def keep(part: str, start: int, end: int) -> None:
        nonlocal length
        if part:
            views.append(length)
            starts.append(start)
            ends.append(end)
            parts.append(part)
            length += len(part)

    for start, end, replacement in shortened:
        keep(raw[at:start], at, start)
        keep(replacement, start, end)
        at = end
    keep(raw[at:], at, len(raw))
    views.append(length)  # the end of the text is a segment of its own
    starts.append(len(raw))
    ends.append(len(raw))
    return "".join(parts), tuple(views), tuple(starts), tuple(ends)


_WRAP_WIDTHS = range(40, 121)


def _soft_breaks(text: str) -> list[int]:
    """Offsets of newlines that only wrap a paragraph: the next word would not have fitted the line.

    The width is that of the longest line. This is exactly what greedy wrapping
    (``textwrap.fill``, mail clients, PDF text) produces, and lists or paragraphs of
    one line each do not look like it.
    """
    lines = text.split("\n")
    width = max(map(len, lines))
    if width not in _WRAP_WIDTHS or len(lines) < 3:
        return []
    breaks, at = [], 0
    for line, following in pairwise(lines):
        at += len(line)
        first = following.partition(" ")[0]
        if len(line) > width // 2 and first and len(line) + 1 + len(first) > width:
            breaks.append(at)
        at += 1
    return breaks


def fold(raw: str) -> Folded:
    """Fold ``raw`` for matching; offsets of the result lead back to it exactly.

    >>> fold("Don’t miss — “Café”").text
    'don\\'t miss - "cafe"'
    >>> fold("straße İ").text  # one character stays one character
    'strase \\x7f'
    """
    view, data = raw, _to_bytes(raw)
    views: tuple[int, ...] = ()
    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    shortened = _collapsible(raw, data)
    if shortened:
        view, views, starts, ends = _collapse(raw, shortened)
        data = _to_bytes(view)
    text = data.decode("latin-1")
    soft = _soft_breaks(text)
    if soft:
        joined = list(view)
        for at in soft:
            joined[at] = " "
        view = "".join(joined)
        data = _to_bytes(view)
        text = data.decode("latin-1")
    return Folded(raw, view, text, data, views, starts, ends)
