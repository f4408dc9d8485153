"""Which of the families that repeat are boilerplate, and the template of each."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from stripper.mine_blocks import Family, Stats, Survey, edge_share
from stripper.mine_templates import infer_template, literal_words

__all__ = ["MIN_SLOTTED", "MOSTLY", "SELDOM", "USUAL", "Candidate", "find_candidates"]

MIN_SOURCES = 5  # a wording that this many sources share is nobody's own
MOSTLY = 0.8  # share of the documents from which a property counts as the family's
USUAL = 0.25  # share of a source's documents from which a wording is furniture even amid the article
SELDOM = 0.02  # ... below which it must at least speak to the reader
VARIED = 0.3  # share of its documents that must be new company
MIN_SLOTTED = 4  # given words of a template with slots
MAX_SHARED_VARIANTS = 8  # texts kept of a family of many sources
_ADDRESS = re.compile(r"\b(?:you|your|us|our|we)\b", re.IGNORECASE)
_QUOTE = re.compile('["\u201c\u201d]')


@dataclass(frozen=True, slots=True)
class Candidate:
    """A wording of one source, or of many if ``source`` is empty."""

    key: int
    source: str
    sources: int
    stats: Stats
    total: int
    texts: tuple[str, ...]
    template: str
    whole: bool

    @property
    def literals(self) -> list[str]:
        """The given words of the template."""
        return literal_words(self.template)

    @property
    def share(self) -> float:
        """Share of its sources' documents that have it."""
        return self.stats.documents / max(1, self.total)


def _is_boilerplate(stats: Stats, total: int) -> str:
    """Why a family is not believed to be boilerplate; empty if it is.

    Labels and fragments must stand on lines of their own or at an end of the document. Prose must stand at an end,
    or be a paragraph that speaks to the reader, or be in so many documents of its source that it cannot be news.
    """
    own, edge = stats.own_line / stats.documents, edge_share(stats)
    if stats.new < VARIED * stats.documents:
        return "the same documents again"
    if 2 * stats.prose < stats.documents:
        return "" if own >= MOSTLY or edge >= MOSTLY else "amid the text"
    share = stats.documents / max(1, total)
    text = stats.texts[0]
    addressed = _ADDRESS.search(text) is not None and not _QUOTE.search(text)
    if edge >= MOSTLY:
        return "" if share >= SELDOM or addressed else "prose that few documents have"
    if own >= MOSTLY and (share >= USUAL or addressed):
        return ""
    return "prose amid the text"


def find_candidates(counted: Survey, min_documents: int, dropped: Counter[str]) -> list[Candidate]:
    """Families that are boilerplate, with their templates; whole units first, ends of units for what is left."""
    found: list[Candidate] = []
    covered: dict[str, set[str]] = defaultdict(set)  # texts a source's candidates have as variants
    families = sorted(counted.families.values(), key=lambda f: (not f.whole, f.key))
    for family in families:
        for source, stats, total, sources in _sources(family, counted, min_documents):
            texts = tuple(stats.texts)
            if not family.whole and (len(texts) < 2 or covered[source].issuperset(texts)):
                continue
            why = _is_boilerplate(stats, total)
            template = None if why else infer_template(texts)
            if not why and template is None:
                why = "variants too different"
            if template is not None and not why:
                why = _too_general(template, stats, whole=family.whole)
            if why or template is None:
                dropped[why] += family.whole
                continue
            covered[source].update(texts)
            found.append(Candidate(family.key, source, sources, stats, total, texts, template, family.whole))
    return found


def _sources(family: Family, counted: Survey, min_documents: int) -> Iterator[tuple[str, Stats, int, int]]:
    """A family as one of many sources, or else in every source where it has company enough."""
    varied = [source for source, stats in sorted(family.sources.items()) if stats.new]
    if len(varied) >= MIN_SOURCES:
        merged = Stats()
        for source in varied:
            _join(merged, family.sources[source])
        total = sum(counted.documents[source] for source in varied)
        yield "", merged, total, len(varied)
        return
    for source in varied:
        if family.sources[source].new >= min_documents:
            yield source, family.sources[source], counted.documents[source], 1


def _join(merged: Stats, stats: Stats) -> None:
    merged.documents += stats.documents
    merged.new += stats.new
    merged.own_line += stats.own_line
    merged.alone += stats.alone
    merged.prose += stats.prose
    merged.places = [a + b for a, b in zip(merged.places, stats.places, strict=True)]
    merged.variants.update(dict.fromkeys(stats.texts[:2]))
    while len(merged.variants) > MAX_SHARED_VARIANTS:
        merged.variants.popitem()


def _too_general(template: str, stats: Stats, *, whole: bool) -> str:
    """Why a template says too little; empty if it does not.

    Labels may be short, and a label with a colon may be one word before a title, where it ends documents. Prose and
    what has slots needs more given words, prose one less at an end of the document or among other boilerplate.
    """
    words = len(literal_words(template))
    at_end = edge_share(stats) >= MOSTLY
    if " : {" in template and template.endswith(": {title}") and at_end:
        need = 1
    elif "{" in template or not whole:
        need = MIN_SLOTTED
    elif 2 * stats.prose >= stats.documents:
        beside_others = 2 * stats.alone < stats.documents and stats.own_line >= MOSTLY * stats.documents
        need = MIN_SLOTTED - (at_end or beside_others)
    else:
        need = 1
    return "" if words >= need and template.count("{title}") < 2 else "too few given words"
