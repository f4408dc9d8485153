"""What of a text can repeat: its units, each with a skeleton in which names and numbers are masked.

Two instances of one footer differ in the reporter, the date, the number of comments; their skeletons are equal, and
equal skeletons have equal keys. Counting keys instead of texts is what makes mining a stream.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum
from hashlib import blake2b
from typing import NamedTuple

from stripper.fold import fold
from stripper.layout import lay_out

__all__ = ["MIN_LITERALS", "Place", "Sighting", "key_of", "sightings", "skeleton"]

NUMBER, NAME = "0", "\u00a7"  # what no folding and no regex below changes
MIN_LITERALS = 4  # given words from which names may be masked; shorter units are compared as they stand
SHOULDER = 5  # words of the beginning or end of a unit that can repeat while the rest varies
SHOULDER_LITERALS = 3
MAX_UNIT = 700  # characters; longer units are no boilerplate that a template could say
_HEAD, _TAIL = 3, 10  # units at either end at most

_UPPER = "".join(c for c in map(chr, range(0x530)) if c.isupper())
_TIME_WORD = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul"
    r"|Aug|Sept?|Oct|Nov|Dec|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b\.?"
)
_TIME = rf"(?:\b{_TIME_WORD}|\d[\w,.:/-]*)"
_NAME_WORD = rf"[{_UPPER}]\w*(?:['\u2019.-]\w+)*"
_LINKS = re.compile(r"https?://[^\s]+|\bwww\.[^\s]+|[\w.+-]+@[\w.-]+\w|@\w+")
_TIMES = re.compile(rf"{_TIME}(?:[ ,]{{1,2}}(?:(?:of|at) )?(?:{_TIME}|[ap]\.?m\b))*")
_NAMES = re.compile(
    rf"\b{_NAME_WORD}(?:[ ,]{{1,2}}(?:(?:of|the|and|de|for|van|von|la|&) ){{0,2}}(?:{_NAME_WORD}|{NAME}))*"
)
_OPENING = re.compile(
    rf"^[{_UPPER}](?=\w* [^{_UPPER}])(?!\w* (?:of|de|van|von|la) )", re.MULTILINE
)  # of a sentence: most are no names
_LABEL = re.compile(r"[^:.!?]{3,40}:(?= )")  # "Read next: ..."
_BETWEEN = re.compile(rf"[^\w{NAME}]+")


class Place(IntEnum):
    """Where in its document a unit stands."""

    HEAD = 0
    MIDDLE = 1
    TAIL = 2


class Sighting(NamedTuple):
    """One unit of one document: its keys, its text and its place.

    ``key`` is that of its whole skeleton, ``shoulders`` those of its beginning and end, where these may be looked at.
    ``line`` counts the lines of the document; ``alone`` says that the unit is all there is on its line.
    """

    key: int
    shoulders: tuple[int, ...]
    text: str
    place: Place
    line: int
    alone: bool
    prose: bool


def skeleton(text: str) -> list[str]:
    """The words of a unit in lower case, numbers and dates as ``0``, names and addresses as a section mark.

    >>> " ".join(skeleton("Jane Low of the Harbour Gazette wrote this on 4 May 2019 for our readers."))
    '\u00a7 wrote this on 0 for our readers'
    >>> " ".join(skeleton("Share This Page"))  # too few words are left to tell it from other titles
    'share this page'
    """
    return _skeleton(text, _masked(text))


def _masked(text: str) -> str:
    """Masks and lower case for one unit, or for many on lines of their own: three passes of C over all of them."""
    text = _OPENING.sub(lambda first: first.group().lower(), text)
    if "@" in text or "://" in text or "www." in text:  # the slowest of them, and most texts have none
        text = _LINKS.sub(NAME, text)
    return _NAMES.sub(NAME, _TIMES.sub(NUMBER, text)).lower()


def _skeleton(text: str, masked: str) -> list[str]:
    words = _BETWEEN.sub(" ", masked).split()
    if len(words) - words.count(NAME) - words.count(NUMBER) >= MIN_LITERALS:
        return words
    return _BETWEEN.sub(" ", _TIMES.sub(NUMBER, text).lower()).split()


def key_of(words: list[str], kind: str = "") -> int:
    """A 64-bit key, the same on every machine."""
    data = f"{kind} {' '.join(words)}".encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "big")


def sightings(text: str) -> Iterator[Sighting]:
    """The units of a text with their keys, in order.

    >>> [(s.text, s.place.name) for s in sightings("One.\\n\\nTwo words here.\\n\\nShare this page")]
    [('One.', 'HEAD'), ('Two words here.', 'MIDDLE'), ('Share this page', 'TAIL')]
    """
    layout = lay_out(fold(text))
    view, size = layout.folded.view, len(layout.units)
    texts = [" ".join(view[unit.start : unit.end].split()) for unit in layout.units]
    masked = _masked("\n".join(texts)).split("\n")
    for number, unit in enumerate(layout.units):
        if unit.end - unit.start > MAX_UNIT:
            continue
        words = _skeleton(texts[number], masked[number])
        if not words:
            continue
        place = _place(number, size)
        line = layout.lines[unit.line]
        alone = line.first_unit == line.last_unit
        shoulders = _shoulders(words) if place is not Place.MIDDLE or (alone and not unit.prose) else ()
        if alone and (label := _LABEL.match(texts[number])):
            shoulders += (key_of(_BETWEEN.sub(" ", label.group().lower()).split(), "label"),)
        yield Sighting(key_of(words), shoulders, texts[number], place, unit.line, alone, unit.prose)


def _place(number: int, size: int) -> Place:
    if number >= size - max(1, min(_TAIL, size // 3)):
        return Place.TAIL
    return Place.HEAD if number < max(1, min(_HEAD, size // 4)) else Place.MIDDLE


def _shoulders(words: list[str]) -> tuple[int, ...]:
    if len(words) < SHOULDER + 1:
        return ()
    found = []
    for kind, part in (("begins", words[:SHOULDER]), ("ends", words[-SHOULDER:])):
        if sum(word not in (NUMBER, NAME) for word in part) >= SHOULDER_LITERALS:
            found.append(key_of(part, kind))
    return tuple(found)
