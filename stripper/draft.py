"""Write mined patterns as a pack: TOML with the evidence as comments, ready for ``stripper patterns lint``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from stripper.fold import fold_phrase
from stripper.mine_templates import literal_words
from stripper.pattern import Category, Extent, Pattern, Strength, Zone, parse_pattern

__all__ = ["Draft", "guess_category", "pack_text", "slug"]

DRAFT_FILE = "mined.toml"
SAMPLE_KEEP = "The old ferry left the harbour before dawn, and nobody on the quay expected to see it again."
_HEADER = """\
# A draft: mined, not reviewed. Before any of it goes into a shared pack, rename the ids, check category, zone and
# strength, and write the examples anew in your own words: they are quoted from the corpus.
"""
_CUES: tuple[tuple[Category, str], ...] = (
    (Category.COPYRIGHT, r"\u00a9|copyright|all rights|reproduc|reprint permission"),
    (
        Category.SYNDICATION,
        r"(?:first|originally) (?:published|appeared)|appeared first|republish|reporting by|editing by|wire service",
    ),
    (
        Category.SUBSCRIBE,
        r"newsletter|subscri|sign up|donat|inbox|become a member|membership|follow us|our app|log ?in",
    ),
    (Category.COMMENTS, r"comments?\b|join the (?:discussion|conversation)|moderat"),
    (Category.CONTACT, r"contact|call us|phone|telephone|reach us|e-?mail (?:us|the)|tips?\b|newsroom at"),
    (Category.SHARE, r"\bshare\b|tweet|facebook|whatsapp"),
    (
        Category.DISCLAIMER,
        r"views|opinions|disclaimer|liab|advice|not necessarily|affiliate|commission|sponsored|accura",
    ),
    (Category.CORRECTION, r"correction|clarification|was updated|an earlier version|spot an error"),
    (Category.BIO, r"\bis an? .{0,40}(?:reporter|editor|writer|columnist|correspondent|author)|\bcovers?\b"),
    (Category.RELATED, r"read (?:more|also|next)|related|see also|more from|more stories|also in|continue"),
    (Category.PROMO, r"\b(?:you|your|our|us|we)\b"),
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposed pattern with its evidence.

    ``source`` is the only source that has it, or empty if several do; ``documents`` of ``total`` have it, ``new`` of them
    each with other articles around it; ``edge`` is the share of them with it at the head or the tail.
    """

    id: str
    category: Category
    zone: Zone
    strength: Strength
    extent: Extent
    templates: tuple[str, ...]
    match: tuple[str, ...]
    source: str
    sources: int
    documents: int
    total: int
    new: int
    edge: float
    keep: tuple[str, ...] = (SAMPLE_KEEP,)
    near_misses: int = field(default=0)

    @property
    def evidence(self) -> tuple[str, ...]:
        """What speaks for the pattern, as lines for a comment."""
        share = 100 * self.documents / max(1, self.total)
        where = self.source or f"{self.sources} sources"
        kept = (
            f"{self.near_misses} near misses found"
            if self.near_misses
            else "no near miss found: keep holds plain article text"
        )
        return (
            f"{self.documents} of {self.total} documents ({share:.0f} %) of {where}, {self.new} with new company",
            f"{100 * self.edge:.0f} % at the head or tail; {kept}",
        )

    def to_table(self) -> dict[str, Any]:
        """The keys of a ``[[pattern]]`` table."""
        return {
            "id": self.id,
            "category": str(self.category),
            "zone": str(self.zone),
            "strength": str(self.strength),
            "extent": str(self.extent),
            "templates": list(self.templates),
            "source": f"mined: {self.evidence[0]}",
            "match": list(self.match),
            "keep": list(self.keep),
        }

    def to_pattern(self) -> Pattern:
        """The pattern; raises :class:`~stripper.errors.PatternError` if the draft makes none."""
        return parse_pattern(self.to_table(), DRAFT_FILE)


def guess_category(texts: Iterable[str]) -> Category:
    """The category whose words stand in the texts; ``ui`` if none do.

    >>> guess_category(["Sign up for our weekly newsletter."]), guess_category(["Home Sport Weather"])
    (<Category.SUBSCRIBE: 'subscribe'>, <Category.UI: 'ui'>)
    """
    joined = " \n ".join(map(fold_phrase, texts))
    for category, words in _CUES:
        if re.search(words, joined):
            return category
    return Category.UI


def slug(text: str, words: int = 4) -> str:
    """Words for an id: ASCII letters and digits with hyphens.

    >>> slug("www.Harbour-Gazette.example"), slug("***")
    ('www-harbour-gazette-example', 'x')
    """
    return "-".join(re.findall(r"[a-z0-9]+", fold_phrase(text))[:words]) or "x"


def template_slug(template: str) -> str:
    """Words for an id from the rare words of a template."""
    return slug(" ".join(w for w in literal_words(template) if len(w) > 3) or template)


def pack_text(drafts: Iterable[Draft]) -> str:
    """The pack as TOML. JSON's strings and lists of strings are TOML's too, once DEL is escaped."""
    parts = [_HEADER]
    for draft in drafts:
        lines = [f"# {_comment(line)}" for line in draft.evidence]
        lines.append("[[pattern]]")
        for key, value in draft.to_table().items():
            if isinstance(value, list) and key != "keep" and len(value) > 1:
                lines.append(f"{key} = [")
                lines += [f"  {_quoted(item)}," for item in value]
                lines.append("]")
            else:
                lines.append(f"{key} = {_quoted(value)}")
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def _quoted(value: object) -> str:
    # Lone surrogates, which some crawls hold, are no TOML at all.
    text = json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return text.encode("utf-8", "replace").decode("utf-8")


def _comment(text: str) -> str:
    """Control characters may not stand in a comment, and a line break would end it."""
    return "".join(c if c.isprintable() else " " for c in text)
