"""Lines, list elements and runs of labels that the label table knows."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from stripper.anchors import Scanner
from stripper.labels import LabelTable
from stripper.layout import Layout
from stripper.match import Match

__all__ = ["label_matches"]

MIN_REPAIRED = 6  # characters of a word in a run from which a guess counts
CHARACTERS_PER_ERROR = 7  # a label may have one damaged word for this many characters
_SEPARATED = re.compile(r"[^|*>/\n]+")


def label_matches(scanner: Scanner, layout: Layout, repaired: list[str]) -> Iterator[Match]:
    """Lines, list elements and runs of labels that the label table knows."""
    words, labels = layout.words, scanner.labels
    for line in layout.lines:
        length = line.end - line.start
        if length > 400 or line.last_unit - line.first_unit > 4:
            continue
        first, last = bisect_left(words.starts, line.start), bisect_left(words.starts, line.end)
        if 0 < last - first <= labels.longest:
            numbers, similarity = _look_up(labels, words.texts[first:last], repaired[first:last])
            for number in numbers:
                rule = scanner.rules[number]
                yield Match(rule, words.starts[first], words.ends[last - 1], similarity, label=True)
            if numbers:
                continue
        if last - first > 1 and not any(u.prose for u in layout.units[line.first_unit : line.last_unit + 1]):
            yield from _run_of_labels(scanner, layout, repaired, line.start, line.end)


def _look_up(labels: LabelTable, words: list[str], repaired: list[str]) -> tuple[tuple[int, ...], float]:
    """The rules of a label, whole or damaged, and how similar it is."""
    spelled = " ".join(words)
    numbers = labels.get(spelled)
    if numbers:
        return numbers, 1.0
    damaged = labels.damaged(spelled)
    if damaged:
        return labels.get(damaged[0]), 1.0 - damaged[1] / len(damaged[0])
    errors = sum(a != b for a, b in zip(words, repaired, strict=True))
    if 0 < errors <= max(1, len(spelled) // CHARACTERS_PER_ERROR):
        return labels.get(" ".join(repaired)), 1.0 - errors / len(spelled)
    return (), 0.0


def _long_repaired(words: list[str], repaired: list[str]) -> Iterator[str]:
    """The words, the long ones as the speller reads them: "rain" is no damaged "main"."""
    return (b if len(a) >= MIN_REPAIRED else a for a, b in zip(words, repaired, strict=True))


def _run_of_labels(
    scanner: Scanner, layout: Layout, repaired: list[str], start: int, end: int
) -> Iterator[Match]:
    """Labels that together make up a line: ``Home | News | Sport`` or ``Share Tweet Email Print``."""
    text, words, labels = layout.folded.text, layout.words, scanner.labels
    found: list[tuple[int, int, float, tuple[int, ...]]] = []
    total = covered = whole = 0
    for element in _SEPARATED.finditer(text, start, end):
        i, last = bisect_left(words.starts, element.start()), bisect_left(words.starts, element.end())
        total += last - i
        while i < last:
            for size in range(min(labels.most_words(repaired[i]), last - i), 0, -1):
                spelled = " ".join(_long_repaired(words.texts[i : i + size], repaired[i : i + size]))
                numbers = labels.get(spelled)
                if numbers:
                    errors = sum(words.texts[k] != repaired[k] for k in range(i, i + size))
                    similarity = 1.0 - errors / len(spelled)
                    whole += not errors
                    found.append((words.starts[i], words.ends[i + size - 1], similarity, numbers))
                    covered += size
                    i += size
                    break
            else:
                i += 1
    sentence = text[end - 1] in ".!?"  # "They share Facebook passwords."
    enough = covered == total if sentence else covered >= 0.75 * total
    if len(found) >= 3 and enough and 2 * whole >= len(found):
        for low, high, similarity, numbers in found:
            for number in numbers:
                yield Match(scanner.rules[number], low, high, similarity, label=True)
