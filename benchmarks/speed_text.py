"""Texts to measure speed on: articles without end, each different, and inputs that are meant to hurt.

Sentences are those of ``benchmarks/data``; which follow each other in a paragraph is drawn at random, so that hardly a
line stands in two articles, as in real ones. Footers repeat, as they do.
"""

from __future__ import annotations

import html
import itertools
import random
import re
from collections.abc import Callable, Iterator

from benchmarks.datasets import load_bodies, load_footers

__all__ = ["HOSTILE", "articles", "as_html", "one_text"]

_SEED = "stripper speed 1"
_SENTENCE = re.compile(r"(?<=[.!?]) (?=[A-ZÀ-Þ])")
LANGUAGES = ("en", "en", "en", "de", "fr")  # three of five ASCII for the most part
LENGTHS = (3000, 5000)  # characters of an article


def _sentences(language: str) -> list[str]:
    bodies = (body.text.replace("\n\n", " ") for body in load_bodies(language))
    return [sentence for body in bodies for sentence in _SENTENCE.split(body)]


def articles() -> Iterator[str]:
    """Articles of 3 to 5 KB, every second one with a footer, without end and the same in every run.

    >>> first = next(articles())
    >>> 3000 <= len(first) <= 6500, first == next(articles())
    (True, True)
    """
    rng = random.Random(_SEED)
    sentences = {lang: _sentences(lang) for lang in set(LANGUAGES)}
    footers = {lang: [f.text for f in load_footers(lang)] for lang in set(LANGUAGES)}
    for number in itertools.count():
        lang = LANGUAGES[number % len(LANGUAGES)]
        paragraphs: list[str] = []
        length, wanted = 0, rng.randint(*LENGTHS)
        while length < wanted:
            paragraphs.append(" ".join(rng.choices(sentences[lang], k=rng.randint(2, 4))))
            length += len(paragraphs[-1]) + 2
        if number % 2:
            paragraphs += rng.sample(footers[lang], 2)
        yield "\n\n".join(paragraphs)


def one_text(size: int) -> str:
    """One text of that many characters."""
    parts: list[str] = []
    length = 0
    for article in articles():
        parts.append(article)
        length += len(article) + 2
        if length >= size:
            return "\n\n".join(parts)[:size]
    raise AssertionError("articles never end")


def as_html(text: str) -> str:
    """A plain web page with the paragraphs of a text."""
    body = "".join(f"<p>{html.escape(p)}</p>" for p in text.split("\n\n"))
    head = "<!doctype html><html><head><title>An article</title></head><body><nav><a href='/'>Home</a></nav>"
    return f"{head}<article><h1>An article</h1>{body}</article><footer>All rights reserved</footer></body></html>"


def _repeated(piece: str) -> Callable[[int], str]:
    return lambda size: (piece * (size // len(piece) + 1))[:size]


HOSTILE: dict[str, Callable[[int], str]] = {
    "one character": _repeated("a"),
    "one word": _repeated("copyright "),
    "half templates": _repeated("the original source of this Copyright 2018 please click the share "),
    "half templates, lines": _repeated("subscribe to our\nall rights\nposted by\n"),
    "short lines": _repeated("ab\n"),
    "blank lines": _repeated("\n"),
    "no spaces": _repeated("subscribetoournewsletterallrightsreserved"),
    "full stops": _repeated("a. "),
    "addresses": _repeated("a@b."),
    "damaged words": _repeated("subscirbe newslettr copyrihgt raed mroe shaer "),
    "brackets": _repeated("(c) [c] ("),
}
