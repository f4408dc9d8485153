"""Lines, list elements and runs of labels that the label table knows."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from stripper.anchors import Scanner
from stripper.labels import LabelTable
from stripper.layout import Layout, Line
from stripper.match import Match
from stripper.mend import Mended
from stripper.speech import is_function_word

__all__ = ["label_matches", "may_be_label"]

CHARACTERS_PER_ERROR = 7  # a label may have one error for this many characters, and one anyway
MIN_DAMAGED = 6  # characters of a label from which an error is forgiven: "rain" is no damaged "main"
MIN_ALL_DAMAGED = 4  # words of a run of labels, all of which may be damaged
MAX_LINE = 400  # characters
_SEPARATED = re.compile(r"[^|*>/\n]+")


def may_be_label(scanner: Scanner, layout: Layout) -> bool:
    """Whether some line is short enough for a label, or has no prose in it and may be a run of them."""
    few = len(layout.texts) <= scanner.labels.longest + 1
    return any(
        line.end - line.start <= MAX_LINE and (few or not _has_prose(layout, line)) for line in layout.lines
    )


def _has_prose(layout: Layout, line: Line) -> bool:
    return any(u.prose for u in layout.units[line.first_unit : line.last_unit + 1])


def label_matches(scanner: Scanner, layout: Layout, mended: Mended | None = None) -> Iterator[Match]:
    """Lines, list elements and runs of labels that the label table knows.

    With ``mended`` those of its layout that have an error in them.
    """
    if not may_be_label(scanner, layout):
        return
    words, labels = layout.words, scanner.labels
    for line in layout.lines:
        length = line.end - line.start
        if length > MAX_LINE or line.last_unit - line.first_unit > 4:
            continue
        errors = mended.errors(line.start, line.end) if mended else 0
        if mended and not errors:
            continue
        first, last = bisect_left(words.starts, line.start), bisect_left(words.starts, line.end)
        if 0 < last - first <= labels.longest:
            numbers, similarity = _look_up(labels, " ".join(words.texts[first:last]), errors)
            for number in numbers:
                rule = scanner.rules[number]
                yield Match(rule, words.starts[first], words.ends[last - 1], similarity, label=True)
            if numbers:
                continue
        if last - first > 1 and not _has_prose(layout, line):
            yield from _run_of_labels(scanner, layout, mended, line)


def _look_up(labels: LabelTable, spelled: str, errors: int) -> tuple[tuple[int, ...], float]:
    """The rules of a label that had ``errors`` before it was mended, or still has, and how similar it is."""
    forgiven = max(1, len(spelled) // CHARACTERS_PER_ERROR)
    if errors > forgiven or (errors and len(spelled) < MIN_DAMAGED):
        return (), 0.0
    numbers = labels.get(spelled)
    if numbers:
        return numbers, 1.0 - errors / len(spelled)
    damaged = labels.damaged(spelled)
    if damaged and (not errors or errors + damaged[1] <= forgiven):
        return labels.get(damaged[0]), 1.0 - (errors + damaged[1]) / len(damaged[0])
    return (), 0.0


def _run_of_labels(scanner: Scanner, layout: Layout, mended: Mended | None, line: Line) -> Iterator[Match]:
    """Labels that together make up a line: ``Home | News | Sport`` or ``Share Tweet Email Print``."""
    text, words, labels = layout.folded.text, layout.words, scanner.labels
    found: list[_Label] = []
    total = covered = 0
    for element in _SEPARATED.finditer(text, line.start, line.end):
        i, last = bisect_left(words.starts, element.start()), bisect_left(words.starts, element.end())
        total += last - i
        while i < last:
            for size in range(min(labels.most_words(words.texts[i]), last - i), 0, -1):
                spelled = " ".join(words.texts[i : i + size])
                low, high = words.starts[i], words.ends[i + size - 1]
                errors = mended.errors(low, high) if mended else 0
                numbers = labels.get(spelled) if len(spelled) >= MIN_DAMAGED * errors else ()
                if numbers and not is_function_word(spelled):  # "the" is a label only in another language
                    found.append(_Label(low, high, 1.0 - errors / len(spelled), numbers))
                    covered += size
                    i += size
                    break
            else:
                i += 1
    sentence = text[line.end - 1] in ".!?"  # "They share Facebook passwords."
    enough = covered == total if sentence else covered >= 0.75 * total
    whole = sum(label.similarity == 1.0 for label in found)
    sure = 2 * whole >= len(found) or (covered == total and covered >= MIN_ALL_DAMAGED)
    if len(found) >= 3 and enough and sure:
        for label in found:
            for number in label.numbers:
                yield Match(scanner.rules[number], label.start, label.end, label.similarity, label=True)


class _Label(NamedTuple):
    """A label in a run, and the rules that have it."""

    start: int
    end: int
    similarity: float
    numbers: tuple[int, ...]
