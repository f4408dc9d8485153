"""HTML: clean what an extractor (trafilatura, readability) leaves of a page."""

from __future__ import annotations

from enum import StrEnum

from stripper.adapters.engine import Engine
from stripper.errors import InputError
from stripper.spans import Result

__all__ = ["Extractor", "clean_html"]

# Elements that stand on lines of their own.
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    ]
)


class Extractor(StrEnum):
    """Whose extraction is cleaned."""

    TRAFILATURA = "trafilatura"
    READABILITY = "readability"


def clean_html(
    html: str | None, extractor: str | Extractor = Extractor.TRAFILATURA, engine: Engine | None = None
) -> Result | None:
    """The result for the text that ``extractor`` finds in a page; None if it finds none.

    Raises :class:`~stripper.errors.InputError` for an extractor that is unknown or not installed.
    """
    if extractor not in list(Extractor):
        raise InputError(f"unknown extractor {extractor!r}; known: {', '.join(Extractor)}")
    if html is None or not html.strip():
        return None
    try:
        text = _trafilatura(html) if extractor == Extractor.TRAFILATURA else _readability(html)
    except ImportError as error:
        raise InputError(f"{error}; pip install 'boilerplate-stripper[html]'") from None
    return (engine or Engine()).clean(text or None)


def _trafilatura(html: str) -> str | None:
    import trafilatura

    text: str | None = trafilatura.extract(html, include_comments=False)
    return text


def _readability(html: str) -> str | None:
    import lxml.html
    import readability
    from lxml.etree import ParserError

    try:
        page = lxml.html.fromstring(readability.Document(html).summary(html_partial=True))
    except (readability.readability.Unparseable, ParserError):
        return None
    for element in page.iter():
        if element.tag in _BLOCKS:
            element.tail = f"\n\n{element.tail or ''}"
            element.text = f"\n\n{element.text or ''}"
    paragraphs = (" ".join(p.split()) for p in page.text_content().split("\n\n"))
    return "\n\n".join(p for p in paragraphs if p)
