"""A page to review results with: what was removed, held back or recognised, in place, with marks for right and wrong.

The page is one file that loads nothing. The documents are in it as JSON, cut into stretches, so that the browser never
has to count characters: JavaScript counts UTF-16 units where Python counts code points.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path
from typing import Any

from stripper.cleaner import Cleaner
from stripper.corpus import Document
from stripper.spans import Result, Span

__all__ = ["review_page"]

MAX_REASON = 120  # characters
_MARK = "__DATA__"


def review_page(cleaner: Cleaner, documents: Iterable[Document], *, only_found: bool = False) -> str:
    """The page as HTML. ``only_found`` leaves out documents in which nothing was recognised.

    >>> from stripper.registry import Registry
    >>> page = review_page(Cleaner(Registry(())), [Document("", "No </script> ends this.", "a.txt:1")])
    >>> page.count("</script>"), "\\\\u003c/script>" in page
    (2, True)
    """
    numbers: dict[str, int] = {}
    rows = []
    for document in documents:
        row = _row(document, cleaner.clean(document.text), numbers)
        if row["spans"] or not only_found:
            rows.append(row)
    registry = cleaner.registry.digest
    data = {"registry": registry[:16], "patterns": list(numbers), "documents": rows}
    # Marks are remembered under this key: those of another review must not turn up here.
    data["key"] = blake2b(_json([registry, rows]).encode(), digest_size=8).hexdigest()
    template = Path(__file__).with_name("review.html").read_text(encoding="utf-8")
    before, after = template.split(_MARK)
    return f"{before}{_json(data)}{after}"


def _json(value: Any) -> str:
    """JSON for a script element: no ``<`` can end or open anything; lone surrogates stay escaped."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        text = json.dumps(value, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def _row(document: Document, result: Result, numbers: dict[str, int]) -> dict[str, Any]:
    found: list[tuple[str, Span, str]] = [("removed", span, "") for span in result.spans]
    found += [("blocked", blocked.span, blocked.reason[:MAX_REASON]) for blocked in result.blocked]
    found += [("kept", span, "") for span in result.kept]
    cover = [-1] * len(document.text)
    for number in range(len(found) - 1, -1, -1):  # removed ones last, so that they lie on top
        span = found[number][1]
        cover[span.start : span.end] = [number] * (span.end - span.start)
    places = sorted(set(cover) - {-1}, key=cover.index)
    renumbered = {old: new for new, old in enumerate(places)}
    spans = []
    for old in places:
        state, span, reason = found[old]
        pattern = numbers.setdefault(span.pattern_id, len(numbers))
        spans.append([state, pattern, span.score, reason, " ".join(span.text.split())])
    return {"name": document.name, "parts": list(_parts(document.text, cover, renumbered)), "spans": spans}


def _parts(text: str, cover: list[int], renumbered: dict[int, int]) -> Iterable[tuple[str, int]]:
    """The text in stretches of one span or none; white space at a span's ends belongs to none."""
    start = 0
    for end in range(1, len(text) + 1):
        if end < len(text) and cover[end] == cover[start]:
            continue
        part, number = text[start:end], renumbered.get(cover[start], -1)
        core = part.strip()
        if number >= 0 and core:
            lead = part.index(core)
            pieces = [(part[:lead], -1), (core, number), (part[lead + len(core) :], -1)]
            yield from (piece for piece in pieces if piece[0])
        else:
            yield part, -1
        start = end
