"""Who is speaking? Boilerplate speaks to the reader; an article reports, and quotes."""

from __future__ import annotations

import re
from bisect import bisect_left

from stripper.layout import Layout
from stripper.speech import reports

__all__ = ["Voice"]

_MARKS = re.compile(r"[\"\u201c\u201d\u2018\u00ab\u00bb\u201e\u300c-\u300f]|\u2019(?![A-Za-z])")
_OPENING = {
    "\u201c": "\u201d",
    "\u2018": "\u2019",
    "\u00ab": "\u00bb",
    "\u201e": "\u201c\u201d",
    "\u300c": "\u300d",
    "\u300e": "\u300f",
}


class Voice:
    """Answers questions about quotation and reporting for one text; both are looked for once."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._quotations: list[tuple[int, int]] | None = None
        self._verbs: list[int] | None = None

    def _find_quotations(self) -> list[tuple[int, int]]:
        """Spans between an opening mark and its closing mark on the same line."""
        found: list[tuple[int, int]] = []
        view = self.layout.folded.view
        opened, closing, line_end = -1, "", -1
        for mark in _MARKS.finditer(view):
            char, at = mark.group(), mark.start()
            if opened >= 0 and at > line_end:
                opened = -1
            if opened >= 0 and char in closing:
                found.append((opened, at))
                opened = -1
            elif opened < 0 and char in _OPENING:
                opened, closing = at, _OPENING[char]
            elif opened < 0 and char == '"':
                opened, closing = at, '"'
            if opened == at and at > line_end:
                line_end = view.find("\n", at)
                line_end = len(view) if line_end < 0 else line_end
        return found

    def is_quoted(self, start: int) -> bool:
        """Whether ``start`` (of the view) lies inside quotation marks opened and closed on its line."""
        if self._quotations is None:
            self._quotations = self._find_quotations()
        i = bisect_left(self._quotations, (start, start)) - 1
        return i >= 0 and self._quotations[i][0] < start < self._quotations[i][1]

    def is_reported(self, unit: int, start: int, end: int) -> bool:
        """Whether the unit holds a verb of reporting outside of ``start:end``."""
        if self._verbs is None:
            words = self.layout.words
            self._verbs = [words.starts[i] for i in reports(words.texts)]
        sentence, verbs = self.layout.units[unit], self._verbs
        before = bisect_left(verbs, start) - bisect_left(verbs, sentence.start)
        after = bisect_left(verbs, sentence.end) - bisect_left(verbs, end)
        return before > 0 or after > 0
