"""Texts for the fuzzer: examples and instances of the patterns, prose and near misses, put together and damaged."""

from __future__ import annotations

import random
import sys
import textwrap
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from benchmarks.texts import GLUE, ODD, PROSE, realise
from stripper import Registry
from stripper.rules import TemplateRule

__all__ = ["Seeds", "mutated", "prose"]

MAX_LENGTH = 1_500  # most texts are far shorter: the shorter, the more of them
LINE_ENDS = ("\r\n", "\r", "\n\r", "\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\n\n", " \n ", "\n\ufeff")
INVISIBLE = "\u200b\u200c\u200d\u2060\u00ad\ufeff\u180e\u034f\ufe0f\U000e0020"
BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
SPACES = " \u00a0\u2009\u3000\t\u1680\u202f\u205f"
ENTITIES = (
    "&nbsp;",
    "&amp;",
    "&#169;",
    "&copy",
    "&#x27;",
    "&lt;b&gt;",
    "&#1114112;",
    "&#xd800;",
    "&#0;",
    "&;",
    "&#",
)
TAGS = (
    "<br>",
    "</p><p>",
    "<u>",
    "</u>",
    "<!--",
    "-->",
    "<",
    ">",
    "[",
    "](http://a.b/c)",
    "**",
    "_",
    "`",
    "> ",
    "* ",
)
PUNCTUATION = ".,;:!?-|\u2013\u2014\u2022\u00b7\u00bb\u201c\u201d'\"()[]{}\u00a9\u00ae@#&*/\\"


@dataclass(frozen=True)
class Seeds:
    """What texts are made of."""

    match: tuple[str, ...]
    keep: tuple[str, ...]
    templates: tuple[TemplateRule, ...]

    @classmethod
    def of(cls, registry: Registry) -> Seeds:
        """The examples and templates of a registry."""
        match = tuple(dict.fromkeys(e for p in registry for e in p.match))
        keep = tuple(dict.fromkeys(e for p in registry for e in p.keep))
        return cls(match, keep, tuple(r for r in registry.rules if isinstance(r, TemplateRule)))

    def pick(self, rng: random.Random) -> str:
        """One of them."""
        kind = rng.random()
        if kind < 0.45:
            return rng.choice(self.match)
        if kind < 0.6 and self.templates:
            return realise(rng.choice(self.templates).nodes, rng.randrange)
        return rng.choice(self.keep) if kind < 0.7 else rng.choice(PROSE)


def prose(rng: random.Random) -> str:
    """A text in which nothing may be found, in one of many layouts."""
    paragraphs = [" ".join(rng.sample(PROSE, rng.randint(1, 3))) for _ in range(rng.randint(1, 4))]
    text = rng.choice(("\n", "\n\n", " ", "\r\n", "\r\n\r\n", "\n\n\n", "\u2029", "\n \n")).join(paragraphs)
    if rng.random() < 0.2:
        text = "\n".join(textwrap.wrap(text, rng.choice((40, 60, 72))))
    if rng.random() < 0.1:
        text = text.upper()
    return rng.choice(("", "", "\ufeff", "\n", " ")) + text + rng.choice(("", "", "\n", "\r\n", " ", "\n\n"))


def mutated(rng: random.Random, seeds: Seeds) -> str:
    """A text of one to four seeds with up to six changes."""
    text = seeds.pick(rng)
    for _ in range(rng.choice((0, 0, 1, 1, 2, 3))):
        text += rng.choice(GLUE) + seeds.pick(rng)
    for _ in range(rng.choice((0, 1, 1, 2, 3, 6))):
        text = rng.choice(MUTATIONS)(rng, text)
        if len(text) > MAX_LENGTH:
            at = rng.randrange(len(text) - MAX_LENGTH)
            text = text[at : at + MAX_LENGTH]
    return text


def _place(rng: random.Random, text: str) -> int:
    return rng.randint(0, len(text))


def _slice(rng: random.Random, text: str, most: int = 40) -> tuple[int, int]:
    start = _place(rng, text)
    return start, min(len(text), start + rng.randint(1, most))


def _put(rng: random.Random, text: str, what: str) -> str:
    at = _place(rng, text)
    return text[:at] + what + text[at:]


@cache
def _by_category() -> dict[str, list[int]]:
    """A thousand code points of every category at most, surrogates and unassigned ones included."""
    found: dict[str, list[int]] = {}
    for code in range(sys.maxunicode + 1):
        found.setdefault(unicodedata.category(chr(code)), []).append(code)
    return {name: codes[:: max(1, len(codes) // 1000)] for name, codes in sorted(found.items())}


def _any_character(rng: random.Random) -> str:
    if rng.random() < 0.3:
        return chr(rng.randrange(sys.maxunicode + 1))
    return chr(rng.choice(_by_category()[rng.choice(list(_by_category()))]))


def _insert_any(rng: random.Random, text: str) -> str:
    return _put(rng, text, "".join(_any_character(rng) for _ in range(rng.choice((1, 1, 2, 8)))))


def _replace_any(rng: random.Random, text: str) -> str:
    start, end = _slice(rng, text, 3)
    return text[:start] + _any_character(rng) + text[end:]


def _insert_odd(rng: random.Random, text: str) -> str:
    return _put(rng, text, rng.choice((*ODD, *ENTITIES, *TAGS, *PUNCTUATION, *BIDI, *INVISIBLE, *LINE_ENDS)))


def _delete(rng: random.Random, text: str) -> str:
    start, end = _slice(rng, text, rng.choice((1, 3, 30)))
    return text[:start] + text[end:]


def _swap(rng: random.Random, text: str) -> str:
    at = _place(rng, text)
    return text[:at] + text[at : at + 2][::-1] + text[at + 2 :]


def _repeat(rng: random.Random, text: str) -> str:
    start, end = _slice(rng, text, rng.choice((1, 5, 60)))
    return text[:end] + text[start:end] * rng.choice((1, 2, 3, 9, 40)) + text[end:]


def _move(rng: random.Random, text: str) -> str:
    start, end = _slice(rng, text, 60)
    return _put(rng, text[:start] + text[end:], text[start:end])


def _case(rng: random.Random, text: str) -> str:
    start, end = _slice(rng, text, rng.choice((1, 20, 400)))
    some = text[start:end]
    changed = rng.choice((some.upper(), some.lower(), some.title(), some.swapcase()))
    return text[:start] + changed + text[end:]


def _line_ends(rng: random.Random, text: str) -> str:
    return text.replace("\n", rng.choice(LINE_ENDS))


def _split(rng: random.Random, text: str) -> str:
    return _put(rng, text, rng.choice(("\n", "\n\n", *LINE_ENDS)))


def _wrap(rng: random.Random, text: str) -> str:
    width, end = rng.randint(1, 72), rng.choice(("\n", "\r\n", "-\n"))
    return end.join(text[i : i + width] for i in range(0, len(text), width))


def _join(rng: random.Random, text: str) -> str:
    return text.replace(rng.choice(("\n", " ", "\n\n", ". ")), rng.choice(("", " ", "  ", "\t")))


def _spaces(rng: random.Random, text: str) -> str:
    space = rng.choice(SPACES)
    return "".join(space * rng.randint(0, 3) if c == " " and rng.random() < 0.5 else c for c in text)


def _between(rng: random.Random, text: str) -> str:
    """Something invisible, or a space, between the characters of a stretch."""
    start, end = _slice(rng, text)
    glue: str = rng.choice([*INVISIBLE, *BIDI, " ", "\u0301"])
    return text[:start] + glue.join(text[start:end]) + text[end:]


def _flood(rng: random.Random, text: str) -> str:
    marks = rng.choice(("\u0301", "\u0327\u0301", "\u0489", "\u20dd", "\u0e31", "\u3099", "\U0001d165"))
    return _put(rng, text, marks * rng.choice((1, 5, 200)))


def _wide(rng: random.Random, text: str) -> str:
    """A stretch in full-width or mathematical letters, as people write who want to be seen."""
    start, end = _slice(rng, text)
    base, low = rng.choice(((0xFF41, 0xFF21), (0x1D41A, 0x1D400), (0x24D0, 0x24B6), (0x1D5BA, 0x1D5A0)))
    wide = "".join(
        chr(base + ord(c) - 97) if "a" <= c <= "z" else chr(low + ord(c) - 65) if "A" <= c <= "Z" else c
        for c in text[start:end]
    )
    return text[:start] + wide + text[end:]


def _decompose(rng: random.Random, text: str) -> str:
    forms: tuple[Literal["NFC", "NFD", "NFKC", "NFKD"], ...] = ("NFD", "NFKD", "NFC", "NFKC")
    return unicodedata.normalize(rng.choice(forms), text)


def _alike(rng: random.Random, text: str) -> str:
    pairs = (
        "a\u0430",
        "e\u0435",
        "o\u043e",
        "i\u0131",
        "s\u017f",
        "I\u0130",
        "l1",
        "O0",
        "ss\u00df",
        "k\u212a",
        "'\u2019",
    )
    pair = rng.choice(pairs)
    return text.replace(pair[:-1], pair[-1])


def _cut(rng: random.Random, text: str) -> str:
    at = _place(rng, text)
    return text[at:] if rng.random() < 0.5 else text[:at]


def _quote(rng: random.Random, text: str) -> str:
    before, after = rng.choice(
        (("\u201c", "\u201d"), ('"', '"'), ("> ", ""), ("\u2067", "\u2069"), ("\ufeff", ""), ("(", ")"))
    )
    return before + text + after


MUTATIONS: Sequence[Callable[[random.Random, str], str]] = (
    _insert_any, _replace_any, _insert_odd, _insert_odd, _delete, _delete, _swap, _repeat, _move, _case, _line_ends,
    _split, _split, _wrap, _join, _spaces, _between, _flood, _wide, _decompose, _alike, _cut, _quote,
)  # fmt: skip
