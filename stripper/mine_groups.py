"""From candidates to drafts: what belongs together becomes one proposal with category, zone and strength."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from stripper.draft import Draft, guess_category, slug, template_slug
from stripper.fold import fold
from stripper.mine_blocks import edge_share
from stripper.mine_families import MIN_SLOTTED, MOSTLY, SELDOM, USUAL, Candidate
from stripper.mine_units import Place
from stripper.pattern import Extent, Strength, Zone
from stripper.shapes import compile_template
from stripper.template import parse_template

__all__ = ["covers", "grouped", "named", "to_draft"]

STRONG_WORDS = 5  # given words from which a template is enough by itself
ALIKE = 0.75  # share of common words from which two templates are one family
MAX_EXAMPLES = 4


def grouped(candidates: list[Candidate]) -> list[list[Candidate]]:
    """Sentences that follow one another on one line, and wordings nearly the same, are one proposal."""
    by_source: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        by_source[candidate.source].append(candidate)
    groups: list[list[Candidate]] = []
    for source in sorted(by_source):
        groups += _neighbours(_similar(by_source[source]))
    return groups


def _similar(candidates: list[Candidate]) -> list[list[Candidate]]:
    groups: list[list[Candidate]] = []
    for candidate in sorted(candidates, key=lambda c: (-c.stats.documents, c.key)):
        mine, home = set(candidate.literals), None
        for group in groups:
            theirs = set(group[0].literals)
            if min(len(mine), len(theirs)) >= MIN_SLOTTED and len(mine & theirs) >= ALIKE * len(
                mine | theirs
            ):
                home = group
                break
        if home is None:
            groups.append([candidate])
        elif not any(covers(c.template, candidate.texts) for c in home):
            home.append(candidate)
    return groups


@lru_cache(maxsize=1024)
def _compiled(template: str) -> re.Pattern[str]:
    return compile_template(parse_template(template, {}))


def covers(template: str, texts: Iterable[str]) -> bool:
    """Whether all texts are instances of a template, but for a few characters around.

    >>> covers("previous : {title}", ["Previous: The mayor left"]), covers("previous : {title}", ["See: Previous"])
    (True, False)
    """
    shape = _compiled(template)
    for text in texts:
        folded = fold(text).text
        found = shape.search(folded)
        if found is None or len(found.group()) < MOSTLY * len(folded.strip(" .!?\"'()")):
            return False
    return True


def _neighbours(groups: list[list[Candidate]]) -> Iterator[list[Candidate]]:
    """Join a group with the one that mostly follows it on the same line."""
    by_key = {group[0].key: group for group in groups}
    follower: dict[int, int] = {}
    for group in groups:
        stats = group[0].stats
        then = by_key.get(stats.following)
        if (
            then is not None
            and then is not group
            and stats.votes >= USUAL * stats.documents
            and max(stats.alone / stats.documents, then[0].stats.alone / then[0].stats.documents) < 0.5
        ):
            follower.setdefault(stats.following, group[0].key)
    before = {key: first for key, first in follower.items() if first != key}
    after = {first: key for key, first in before.items()}
    done: set[int] = set()
    for group in sorted(groups, key=lambda g: g[0].key in before):
        chain, key = [], group[0].key
        while key not in done:
            done.add(key)
            chain += by_key[key]
            if key not in after:
                break
            key = after[key]
        if chain:
            yield chain


def to_draft(group: list[Candidate], language: str) -> Draft:
    """One draft for candidates that belong together.

    It is strong if it has words enough, or always stands where the article does not, and enough documents have it.
    """
    first = max(group, key=lambda c: c.stats.documents)
    stats, texts = first.stats, [text for c in group for text in c.texts[:1]]
    share_of = {zone: stats.places[place] / stats.documents for zone, place in _ZONES}
    zone = next((z for z, _ in _ZONES if share_of[z] >= 0.9), Zone.ANYWHERE)
    own = stats.alone >= 0.95 * stats.documents
    ended = any(text.rstrip("\"')\u201d")[-1:] in (".", "!", "?") for text in texts)
    extent = Extent.LINE if own and not ended and len(group) == 1 else Extent.SENTENCE
    literals = min(len(c.literals) for c in group)
    enough = literals >= STRONG_WORDS or zone is not Zone.ANYWHERE or edge_share(stats) >= 0.95
    strong = enough and (first.share >= SELDOM or literals >= 2 * STRONG_WORDS)
    category = guess_category(texts)
    size = max(1, MAX_EXAMPLES // len(group))
    return Draft(
        id=f"{language}.{category}.{slug(first.source) if first.source else 'shared'}-{template_slug(first.template)}",
        category=category,
        zone=zone,
        strength=Strength.STRONG if strong else Strength.WEAK,
        extent=extent,
        templates=tuple(dict.fromkeys(c.template for c in group)),
        match=tuple(dict.fromkeys(text for c in group for text in c.texts[:size])),
        source=first.source,
        sources=first.sources,
        documents=stats.documents,
        total=first.total,
        new=stats.new,
        edge=edge_share(stats),
    )


_ZONES = ((Zone.TAIL, Place.TAIL), (Zone.HEAD, Place.HEAD))


def named(drafts: Iterable[Draft]) -> list[Draft]:
    """Give drafts of one name numbers."""
    taken: Counter[str] = Counter()
    out = []
    for draft in drafts:
        taken[draft.id] += 1
        out.append(draft if taken[draft.id] == 1 else replace(draft, id=f"{draft.id}-{taken[draft.id]}"))
    return out
