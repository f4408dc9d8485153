"""Find any of many short phrases in a stretch of folded text, at word borders.

One regex of all phrases would take milliseconds to compile and try every alternative at every character. Here a
phrase is looked at only if its longest word stands somewhere in the stretch, and has a regex of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from stripper.fold import LETTER, NOT_LETTERS, char_class, stands_alone
from stripper.template import words_of

__all__ = ["Phrases"]

_BETWEEN = char_class(NOT_LETTERS - {"\n"})


class Phrases:
    """A set of phrases. Offsets are those of the text, half-open.

    >>> phrases = Phrases(["sign up", "subscribe", "sign up today"])
    >>> text = "you can sign up today or resubscribe"
    >>> phrases.first(text, 0, len(text)), phrases.count(text, 0, len(text)), phrases.opens(text, 8, len(text))
    ((8, 21), 1, True)
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        ordered = sorted(set(phrases), key=lambda p: (-len(p), p))
        self._phrases = [(max(words_of(p), key=len, default=p), p) for p in ordered]
        self._shapes: dict[str, re.Pattern[str]] = {}

    def __bool__(self) -> bool:
        return bool(self._phrases)

    def _present(self, text: str, start: int, end: int) -> Iterator[re.Pattern[str]]:
        """The shapes of the phrases that may stand in ``text[start:end]``, the longest first."""
        for word, phrase in self._phrases:
            if text.find(word, start, end) >= 0:
                shape = self._shapes.get(phrase)
                if shape is None:
                    shape = self._shapes[phrase] = re.compile(_spelled(phrase))
                yield shape

    def first(self, text: str, start: int, end: int) -> tuple[int, int] | None:
        """Where the first phrase stands, the longest if several begin there."""
        best: tuple[int, int] | None = None
        for shape in self._present(text, start, end):
            found = shape.search(text, start, end)
            if found and (best is None or found.start() < best[0]):
                best = found.span()
        return best

    def opens(self, text: str, start: int, end: int) -> bool:
        """Whether a phrase stands at ``start``."""
        return any(shape.match(text, start, end) for shape in self._present(text, start, end))

    def count(self, text: str, start: int, end: int) -> int:
        """How many different ones stand there, not counting those within others."""
        found = [m for shape in self._present(text, start, end) for m in shape.finditer(text, start, end)]
        seen, last = set(), start
        for match in sorted(found, key=lambda m: (m.start(), -m.end())):
            if match.start() >= last:
                seen.add(match.group())
                last = match.end()
        return len(seen)


def _spelled(phrase: str) -> str:
    """Regex source of one phrase. Scripts without spaces have no word borders."""
    words = words_of(phrase)
    if not words:
        return re.escape(phrase)  # "?"
    out = "" if stands_alone(words[0]) else f"(?<!{LETTER})"
    for i, word in enumerate(words):
        if i:
            least = 0 if stands_alone(word) or stands_alone(words[i - 1]) else 1
            out += f"{_BETWEEN}{{{least},3}}"
        out += re.escape(word)
    return out + ("" if stands_alone(words[-1]) else f"(?!{LETTER})")
