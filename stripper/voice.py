"""Who is speaking? Boilerplate speaks to the reader; an article reports, and quotes."""

from __future__ import annotations

import re
from bisect import bisect_left

from stripper.layout import Layout

__all__ = ["Voice"]

_REPORTING = re.compile(
    r"(?<![a-z])(?:said|says|saying|told|tells|added|adds|wrote|writes|stated|states|stating|announced|asked"
    r"|urged|argued|argues|explained|noted|claimed|claims|insisted|according to|replied|warned|recalled|joked"
    r"|reads|testified|declared|tweeted|shouted|whispered|quipped|commented|complained|concluded)(?![a-z])"
)
_MARKS = re.compile(r"[\"\u201c\u201d\u2018\u00ab\u00bb\u201e]|\u2019(?![A-Za-z])")
_OPENING = {"\u201c": "\u201d", "\u2018": "\u2019", "\u00ab": "\u00bb", "\u201e": "\u201c\u201d"}


class Voice:
    """Answers questions about quotation and reporting for one text; quotation marks are found once."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._quotations: list[tuple[int, int]] | None = None

    def _find_quotations(self) -> list[tuple[int, int]]:
        """Spans between an opening mark and its closing mark on the same line."""
        found: list[tuple[int, int]] = []
        view = self.layout.folded.view
        opened, closing = -1, ""
        for mark in _MARKS.finditer(view):
            char, at = mark.group(), mark.start()
            if opened >= 0 and view.find("\n", opened, at) >= 0:
                opened = -1
            if opened >= 0 and char in closing:
                found.append((opened, at))
                opened = -1
            elif opened < 0 and char in _OPENING:
                opened, closing = at, _OPENING[char]
            elif opened < 0 and char == '"':
                opened, closing = at, '"'
        return found

    def is_quoted(self, start: int) -> bool:
        """Whether ``start`` (of the view) lies inside quotation marks opened and closed on its line."""
        if self._quotations is None:
            self._quotations = self._find_quotations()
        i = bisect_left(self._quotations, (start, start)) - 1
        return i >= 0 and self._quotations[i][0] < start < self._quotations[i][1]

    def is_reported(self, unit: int, start: int, end: int) -> bool:
        """Whether the unit holds a verb of reporting outside of ``start:end``."""
        sentence = self.layout.units[unit]
        text = self.layout.folded.text
        return bool(
            _REPORTING.search(text, sentence.start, max(sentence.start, start))
            or _REPORTING.search(text, min(end, sentence.end), sentence.end)
        )
