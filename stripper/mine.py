"""Find boilerplate that no pattern knows yet, and propose patterns for it.

``survey`` (mine_blocks) counts what repeats,
``find_candidates`` (mine_families) decides what of that is boilerplate, ``grouped`` (mine_groups) makes drafts of it; here near
misses are looked for, and what is left is checked like any pattern.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from stripper.cleaner import Cleaner
from stripper.corpus import Document
from stripper.draft import Draft
from stripper.errors import PatternError
from stripper.lint import SAMPLE_BODY, Alone, lint, removes_in_article
from stripper.mine_blocks import survey
from stripper.mine_families import find_candidates
from stripper.mine_groups import covers, grouped, named, to_draft
from stripper.mine_templates import literal_words
from stripper.mine_units import Place, sightings
from stripper.pattern import Category, Pattern, Zone
from stripper.pieces import expected_hits
from stripper.registry import Registry

__all__ = ["Mined", "learn", "mine"]

MAX_KEEP = 2  # examples a draft
KNOWN = 0.8  # share of an example that a registry removes, from which it knows the wording
NEAR_MISS_DOCUMENTS = 2_000  # documents that are searched for near misses
_KEEP_SIZE = range(30, 240)  # characters of a keep example


@dataclass(frozen=True, slots=True)
class Mined:
    """What mining gave: drafts sorted by evidence, and how many proposals were dropped for which reason."""

    drafts: tuple[Draft, ...]
    dropped: dict[str, int]
    documents: int
    sources: int

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        """The drafts as patterns."""
        return tuple(draft.to_pattern() for draft in self.drafts)


def mine(
    corpus: Iterable[Document],
    cleaner: Cleaner | None = None,
    *,
    min_documents: int = 3,
    language: str = "mul",
    table_bits: int = 26,
) -> Mined:
    """Propose patterns for what repeats in ``corpus`` (iterated three times) and ``cleaner`` does not remove.

    ``min_documents``: under how many different articles a wording must stand. ``language`` is the first part of
    the new ids. ``table_bits``: two to that power bytes are used for counting.

    >>> days = ("Rain fell on Monday", "The mayor left", "A bridge was closed", "Two boats sank")
    >>> texts = [f"{day}.\\n\\nThe harbour gazette is printed by {name} and sons." for day, name in zip(days, ("Low", "Hay", "Orr", "Poe"))]
    >>> found = mine([Document("gazette", text) for text in texts], Cleaner(Registry(())), table_bits=12)
    >>> [draft.templates for draft in found.drafts]
    [('the harbour gazette is printed by {name} and sons',)]
    """
    known = Cleaner(Registry(())) if cleaner is None else cleaner
    dropped: Counter[str] = Counter()
    counted = survey(corpus, min_documents, table_bits=table_bits)
    candidates = find_candidates(counted, min_documents, dropped)
    groups = grouped(candidates)
    drafts = named(to_draft(some, language) for some in groups)
    unknown = _unknown(known, drafts, dropped)
    drafts = list(_with_near_misses(corpus, unknown))
    drafts = _sound(known.registry, drafts, dropped)
    drafts.sort(key=lambda d: (-d.documents, d.source, d.id))
    return Mined(
        tuple(drafts),
        dict(sorted(dropped.items())),
        sum(counted.documents.values()),
        len(counted.documents),
    )


def learn(cleaner: Cleaner, texts: Iterable[str], *, min_documents: int = 3) -> Cleaner:
    """A cleaner that also knows the house boilerplate of ``texts``, which come from one source.

    The pack lives in memory only. Texts are gone through several times, so an iterator is read into a list first.
    """
    corpus = [Document("learned", text) for text in texts]
    bits = max(16, min(26, (sum(len(d.text) for d in corpus) // 8).bit_length()))
    mined = mine(corpus, cleaner, min_documents=min_documents, table_bits=bits)
    return Cleaner(cleaner.registry.with_patterns(mined.patterns), cleaner.policy)


def _unknown(known: Cleaner, drafts: list[Draft], dropped: Counter[str]) -> list[Draft]:
    """Drafts whose wording neither the registry knows nor a draft with more documents covers.

    Under "Previous: {title}" some titles begin alike, and "previous : the mayor {title}" repeats too.
    """
    left: list[Draft] = []
    for draft in sorted(drafts, key=lambda d: (-d.documents, d.id)):
        wider = (t for d in left if d.source in ("", draft.source) for t in d.templates)
        if _is_known(known, draft):
            dropped["known to the registry"] += 1
        elif any(covers(template, draft.match) for template in wider):
            dropped["covered by a wider draft"] += 1
        else:
            left.append(draft)
    # Templates are compared above, which is quick; here what the shared ones do with other examples, errors forgiven.
    shared = Cleaner(Registry(tuple(_usable(draft for draft in left if not draft.source))))
    own = [draft for draft in left if draft.source and _is_known(shared, draft)]
    dropped["covered by a wider draft"] += len(own)
    return [draft for draft in left if draft not in own]


def _usable(drafts: Iterable[Draft]) -> Iterator[Pattern]:
    """Their patterns, without those that cannot be searched for."""
    for draft in drafts:
        try:
            pattern = _with_two_examples(draft).to_pattern()
            Registry((pattern,))
        except PatternError:
            continue
        yield pattern


def _is_known(cleaner: Cleaner, draft: Draft) -> bool:
    """Whether the registry removes all examples already, or recognises and keeps them."""
    if not len(cleaner.registry):
        return False
    for example in draft.match:
        text = f"{example}\n\n{SAMPLE_BODY}" if draft.zone is Zone.HEAD else f"{SAMPLE_BODY}\n\n{example}"
        result = cleaner.clean(text)
        seen = sum(len(span.text.strip()) for span in (*result.spans, *result.kept))
        if seen < KNOWN * len(example):
            return False
    return True


# -- near misses, and the last check ----------------------------------------------------------------------


def _with_near_misses(corpus: Iterable[Document], drafts: list[Draft]) -> Iterator[Draft]:
    """Add article sentences that use a draft's rarest word; failing that, any article sentence."""
    wanted: dict[str, list[int]] = defaultdict(list)
    for number, draft in enumerate(drafts):
        words = {w for t in draft.templates for w in literal_words(t) if len(w) > 3}
        for word in sorted(words, key=lambda w: (expected_hits((w,)), w))[:6]:
            wanted[word].append(number)
    own = {text for draft in drafts for text in draft.match}
    found: dict[int, dict[str, None]] = defaultdict(dict)
    plain: list[str] = []
    for count, document in enumerate(corpus):
        if count == NEAR_MISS_DOCUMENTS or not wanted:
            break
        for seen in sightings(document.text):
            if seen.place is not Place.MIDDLE or not seen.prose or len(seen.text) not in _KEEP_SIZE:
                continue
            if len(plain) < 2 * MAX_KEEP:
                plain.append(seen.text)
            for word in wanted.keys() & set(literal_words(seen.text)):
                for number in wanted[word]:
                    kept = found[number]
                    if len(kept) < 3 * MAX_KEEP and seen.text not in own:
                        kept[seen.text] = None
    for number, draft in enumerate(drafts):
        near = list(found[number])
        yield replace(draft, keep=(*near, *plain, SAMPLE_BODY.split("\n")[0]), near_misses=len(near))


def _sound(base: Registry, drafts: list[Draft], dropped: Counter[str]) -> list[Draft]:
    """Drafts whose examples do what they say, alone and among all patterns; their examples trimmed to that."""
    good: list[tuple[Draft, Alone]] = []
    taken = {pattern.id for pattern in base}
    for draft in drafts:
        draft = _with_two_examples(replace(draft, id=f"{draft.id}-mined") if draft.id in taken else draft)
        try:
            pattern = draft.to_pattern()
            alone = Alone(Registry((pattern,), base.vocab), pattern)
        except PatternError:
            dropped["cannot be searched for"] += 1
            continue
        match = tuple(text for text in draft.match if alone.best(text)[0])
        if len(match) < 2:
            dropped["its own examples contradict it"] += 1
            continue
        good.append((replace(draft, match=match), alone))
    cleaner = Cleaner(base.with_patterns(draft.to_pattern() for draft, _ in good))
    kept: list[Draft] = []
    for draft, alone in good:
        stays = (
            text for text in draft.keep if not alone.best(text)[0] and not removes_in_article(cleaner, text)
        )
        keep = tuple(islice(stays, MAX_KEEP))
        if keep:
            near = sum(text in draft.keep[: draft.near_misses] for text in keep)
            kept.append(replace(draft, keep=keep, near_misses=near))
        else:
            dropped["no article sentence is safe from it"] += 1
    patterns = [draft.to_pattern() for draft in kept]
    bad = {finding.pattern_id for finding in lint(base.with_patterns(patterns), {p.file for p in patterns})}
    dropped["the lint finds fault with it"] += len(bad)
    return [draft for draft in kept if draft.id not in bad]


def _with_two_examples(draft: Draft) -> Draft:
    """A pattern needs two examples, and some wordings never change: the second then ends otherwise."""
    if len(draft.match) > 1:
        return draft
    text = draft.match[0]
    return replace(draft, match=(text, text[:-1] if text.endswith((".", "!")) else text + "."))


def count_by_category(drafts: Iterable[Draft]) -> dict[Category, int]:
    """How many drafts there are of each category, most first."""
    counts = Counter(draft.category for draft in drafts)
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
