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
outside the page become one of two placeholder bytes (letter, symbol) in ``data``. A text that has such letters is
folded character by character as well: ``text`` then holds Cyrillic, Arabic or Chinese letters without accents,
points and variants, and full-width or foreign punctuation as ASCII.

In ``text`` everything from U+0100 on is a letter, and everything below it that is not a-z or 0-9 is none.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

__all__ = [
    "ALONE",
    "LETTER",
    "LOWER",
    "NOT_LETTERS",
    "Folded",
    "char_class",
    "fold",
    "fold_phrase",
    "is_letter",
    "stands_alone",
]

_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
NOT_LETTERS = frozenset(map(chr, range(0x100))) - _LETTERS
_UNKNOWN_LETTER = "\x7f"  # in ``data``: any letter or digit outside the codepage
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
    # The letters of Latin-1, and Polish and Turkish ones; the rest goes character by character.
    for code in [*range(0xC0, 0x100), *map(ord, "ĄąĆćĘęŃńŚśŹźŻżĞğİŞşŒŸ")]:
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
    return _fold_characters(_GONE.sub("", unicodedata.normalize("NFC", phrase)))[0]


def char_class(chars: Iterable[str], *, but: bool = False) -> str:
    """Regex source of the set of these characters of folded text, or of all others.

    >>> char_class("b]dca"), char_class("ba", but=True)
    ('[\\\\]a-d]', '[^a-b]')
    """
    ranges: list[list[str]] = []
    for char in sorted(chars):
        if ranges and ord(char) == ord(ranges[-1][-1]) + 1:
            ranges[-1][1:] = [char]
        else:
            ranges.append([char])
    return f"[{'^' * but}{''.join('-'.join(map(re.escape, bounds)) for bounds in ranges)}]"


LETTER = char_class(NOT_LETTERS, but=True)  # regex source: one letter or digit of folded text


def is_letter(char: str) -> bool:
    """Whether a character of folded text is a letter or digit."""
    return char > "\xff" or char in _LETTERS


# Scripts without spaces between words: Han, kana and their marks. Each character is a word of its own.
ALONE = "\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
SPACED = f"{LETTER[:-1]}{ALONE}]"  # regex source: a letter or digit of the other scripts
_ALONE = re.compile(f"[{ALONE}]")


LOWER = "a-zß-öø-ÿα-ωа-яѐ-џґ"  # regex source: small letters of the scripts that have capitals


def stands_alone(char: str) -> bool:
    """Whether a character is a word of its own, as in Chinese and Japanese.

    >>> stands_alone("文"), stands_alone("д")
    (True, False)
    """
    return _ALONE.match(char) is not None


# Punctuation of other scripts that means the same; what NFKC does not know.
_PUNCTUATION = {
    **dict.fromkeys("\u3002\u0964\u0965\u06d4\uff61\u2025", "."),
    **dict.fromkeys("\u3001\u060c\uff64\u055d", ","),
    **dict.fromkeys("\u061b\u0387", ";"),
    **dict.fromkeys("\u061f\u037e", "?"),
    **dict.fromkeys("\u300c\u300d\u300e\u300f\u300a\u300b\u3008\u3009\u301d\u301e\u301f\u201f", '"'),
    **dict.fromkeys("\u3010\u3014\u3016", "["),
    **dict.fromkeys("\u3011\u3015\u3017", "]"),
    **dict.fromkeys("\u30fb\uff65\u2027\u2043\u25cb\u25c6\u25c7\u25a1\u2605\u2606\u203b", "*"),
    **dict.fromkeys("\u25b2\u25bc\u25bd\u25b3\u2193\u2191\u21d2\u27a1\u27a4\u25b8\u2794\u21e8", ">"),
    **dict.fromkeys("\u25c0\u25c4\u2b05", "<"),
    **dict.fromkeys("\u301c\uff5e\u2e3a\u2e3b\u2500\u2501", "-"),
    **dict.fromkeys("\u2502\u2503\u00a6\u01c0", "|"),
    **dict.fromkeys("\u24d2\u24b8\u2117", "\u00a9"),
}
# Letters that are written in several ways: Arabic and Persian forms, final sigma, palochka.
_VARIANTS = str.maketrans(
    "\u0649\u06cc\u06d2\u06a9\u0629\u06c0\u06d5\u03c2", "\u064a\u064a\u064a\u0643\u0647\u0647\u0647\u03c3"
)


class _Wide(dict[int, str]):
    """How each character folds, one for one; filled as characters turn up."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = _to_bytes(char).decode("latin-1")
        if folded in (_UNKNOWN_LETTER, _SYMBOL) and char not in "\x7f\x1a":
            folded = _PUNCTUATION.get(char) or self._decomposed(char)
        self[code] = folded
        return folded

    @staticmethod
    def _decomposed(char: str) -> str:
        if "\uac00" <= char <= "\ud7a3":  # Hangul syllables decompose into letters; as a whole they are fine
            return char
        plain = unicodedata.normalize("NFKD", char)[0].lower()[:1].translate(_VARIANTS)
        if plain < "\u0100":
            return _to_bytes(plain).decode("latin-1")
        digit = unicodedata.digit(plain, None)
        if digit is not None:
            return str(digit)
        # Vowel signs of Indic scripts are marks, and parts of words.
        return plain if unicodedata.category(plain)[0] in "LNM" else _SYMBOL


_WIDE = _Wide()


def _fold_characters(view: str) -> tuple[str, bytes]:
    """``text`` and ``data`` of a view."""
    data = _to_bytes(view)
    if b"\x7f" not in data and b"\x1a" not in data:
        return data.decode("latin-1"), data
    text = view.translate(_WIDE)
    return text, text.encode("latin-1", "stripper.fold")


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
# Invisible, or left out at will: soft hyphens, joiners, marks of direction; Arabic points and tatweel.
def _unescape(entity: str) -> str:
    import html  # its tables take time to import, and few texts have entities

    return html.unescape(entity)


_GONE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u0640\u064b-\u065f\u0670]+")
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,80}>")
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#[0-9]{1,6});")
_SPACES_RUN = re.compile(r"  {1,40}|[ \u00a0]{2,40}")
_MARK = re.compile("[\u0300-\u036f\u3099\u309a]")
_MARKED = re.compile("\\w[\u0300-\u036f\u3099\u309a]{1,8}")


def _collapsible(raw: str, data: bytes) -> list[tuple[int, int, str]]:
    """(start, end, replacement) of everything the view shortens, sorted and disjoint."""
    found: list[tuple[int, int, str]] = []
    if b"  " in data:
        found += ((m.start(), m.end(), " ") for m in _SPACES_RUN.finditer(raw))
    foreign = b"\x1a" in data or b"\x7f" in data
    if b"\0" in data or foreign:
        found += ((m.start(), m.end(), "") for m in _GONE.finditer(raw))
    if b"<" in data:
        found += ((m.start(), m.end(), "") for m in _TAG.finditer(raw))
    if b"&" in data:
        for m in _ENTITY.finditer(raw):
            character = _unescape(m.group())
            if len(character) == 1:
                found.append((m.start(), m.end(), character))
    if foreign and _MARK.search(raw):
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
    'strase i'
    >>> fold("Ещё раз：「写」 ١٩").text
    'еще раз:"写" 19'
    """
    view = raw
    text, data = _fold_characters(raw)
    views: tuple[int, ...] = ()
    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    shortened = _collapsible(raw, data)
    if shortened:
        view, views, starts, ends = _collapse(raw, shortened)
        text, data = _fold_characters(view)
    soft = _soft_breaks(text)
    if soft:
        joined = list(view)
        for at in soft:
            joined[at] = " "
        view = "".join(joined)
        text, data = _fold_characters(view)
    return Folded(raw, view, text, data, views, starts, ends)
