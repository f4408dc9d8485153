"""What can be said against patterns that work: warnings about duplicates, generic wordings and costly searches.

Errors (``lint``) say that a pattern does not do what its examples promise. Warnings say that it does, but that somebody
should look: it may be superfluous, too general, or slow.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator

from stripper.cleaner import Cleaner
from stripper.fold import fold_phrase
from stripper.lint import SAMPLE_BODY, Finding, Level
from stripper.pattern import Extent, Kind, Pattern, Strength, Zone
from stripper.pieces import expected_hits
from stripper.registry import Registry
from stripper.rules import RegexRule, Rule, TemplateRule
from stripper.template import Node, literal_length, words_of

__all__ = ["examine"]

ALIKE = 93.0  # per cent of equal characters from which two templates are near-duplicates
MIN_ALIKE = 24  # characters of a template that can be one
FREQUENT = 600.0  # expected hits per million words of a template's or regex's anchor
GENERIC, GENERIC_LABEL = 9, 4  # letters of given words up to which a strong template, or label, needs a zone
COVERED = 0.9  # share of an example that another pattern takes
_SCRIPTS = {
    "CYRILLIC": ("ru", "uk", "bg", "be", "mk"),
    "GREEK": ("el",),
    "ARABIC": ("ar", "fa", "ur"),
    "HEBREW": ("he",),
    "HANGUL": ("ko",),
    "DEVANAGARI": ("hi", "mr", "ne"),
    "BENGALI": ("bn",),
    "THAI": ("th",),
    "CJK": ("zh", "ja", "ko"),
    "HIRAGANA": ("ja",),
    "KATAKANA": ("ja",),
}
_MIXED = frozenset(("mul", "sr", "bs", "kk", "uz", "az"))  # languages of two scripts, and what is of none


def examine(registry: Registry, files: Collection[str] | None = None) -> list[Finding]:
    """Warnings for the patterns of ``registry`` (of these files only, if given), by file, pattern and rule.

    >>> examine(Registry(()))
    []
    """
    chosen = {p.id for p in registry if files is None or p.file in files}
    rules = [rule for rule in registry.rules if rule.pattern.id in chosen]
    found = [*_duplicates(registry, chosen), *_near_duplicates(registry, chosen)]
    for rule in rules:
        found += _frequent(rule)
        found += _generic(rule)
    cleaner = Cleaner(registry)
    for pattern in registry:
        if pattern.id in chosen:
            found += _loses(cleaner, pattern)
            found += _without_near_miss(registry, pattern)
            found += _wrong_script(pattern)
    return sorted(set(found), key=lambda f: (f.file, f.pattern_id, f.rule, f.message))


def _warning(pattern: Pattern, rule: str, message: str) -> Finding:
    return Finding(pattern.file, pattern.id, rule, message, Level.WARNING)


# -- wordings that stand twice ------------------------------------------------------------------------------


def _templates(registry: Registry) -> Iterator[TemplateRule]:
    return (rule for rule in registry.rules if isinstance(rule, TemplateRule))


def _duplicates(registry: Registry, chosen: Collection[str]) -> Iterator[Finding]:
    by_tree: dict[tuple[str, tuple[Node, ...]], list[TemplateRule]] = defaultdict(list)
    for rule in _templates(registry):
        by_tree[rule.pattern.language, rule.nodes].append(rule)
    for same in by_tree.values():
        for rule in same[1:]:
            if rule.pattern.id in chosen or same[0].pattern.id in chosen:
                other = same[0].pattern.id
                yield _warning(rule.pattern, "duplicate-template", f"{rule.source!r} also in {other}")


def _near_duplicates(registry: Registry, chosen: Collection[str]) -> Iterator[Finding]:
    from rapidfuzz import fuzz, process

    by_language: dict[str, list[TemplateRule]] = defaultdict(list)
    for rule in _templates(registry):
        if len(rule.source) >= MIN_ALIKE:
            by_language[rule.pattern.language].append(rule)
    for rules in by_language.values():
        sources = [rule.source for rule in rules]
        for number, rule in enumerate(rules):
            rest = sources[number + 1 :]
            near = process.extract(rule.source, rest, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=3)
            for source, _, place in near:
                other = rules[number + 1 + place]
                ids = {rule.pattern.id, other.pattern.id}
                if other.nodes != rule.nodes and ids & set(chosen):
                    message = f"{source!r} is nearly {rule.source!r} of {rule.pattern.id}: write one template"
                    yield _warning(other.pattern, "near-duplicate-template", message)


# -- wordings that cost or say too little -----------------------------------------------------------------


def _frequent(rule: Rule) -> Iterator[Finding]:
    pattern = rule.pattern
    if isinstance(rule, TemplateRule) and not rule.pieces:
        return
    anchors = rule.pieces[0]
    hits = sum(expected_hits(tuple(words_of(a)), pattern.language) for a in anchors if words_of(a))
    if hits > FREQUENT and not isinstance(rule, RegexRule):
        shown = ", ".join(anchors[:3])
        message = f"its best anchor ({shown}) stands about {hits:.0f} times in a million words"
        yield _warning(pattern, "frequent-anchor", message)
    if isinstance(rule, RegexRule):
        for anchor in anchors:
            words = tuple(words_of(anchor))
            if words and expected_hits(words, pattern.language) > FREQUENT:
                yield _warning(pattern, "frequent-anchor", f"anchor {anchor!r} is a frequent word")


def _generic(rule: Rule) -> Iterator[Finding]:
    pattern = rule.pattern
    if (
        not isinstance(rule, TemplateRule)
        or pattern.strength is Strength.WEAK
        or pattern.zone is not Zone.ANYWHERE
    ):
        return
    fills = pattern.extent in (Extent.LINE, Extent.LIST, Extent.TAIL)  # a whole line is a little company
    if literal_length(rule.nodes) <= (GENERIC_LABEL if fills else GENERIC):
        where = "on a line of its own" if fills else "anywhere"
        message = f"{rule.source!r} is short and believed {where}: give it a zone, or make it weak"
        yield _warning(pattern, "generic-template", message)


# -- examples that other patterns win --------------------------------------------------------------------


def _loses(cleaner: Cleaner, pattern: Pattern) -> Iterator[Finding]:
    """Patterns that never get a span on their own examples, and examples that another category takes."""
    lost: dict[str, list[str]] = defaultdict(list)
    categories: dict[str, str] = {}
    for example in pattern.match:
        text = f"{example}\n\n{SAMPLE_BODY}" if pattern.zone is Zone.HEAD else f"{SAMPLE_BODY}\n\n{example}"
        result = cleaner.clean(text)
        spans = (*result.spans, *result.kept)
        longest = max(spans, key=lambda s: len(s.text.strip()), default=None)
        if longest is None or any(s.pattern_id == pattern.id for s in spans):
            continue
        if len(longest.text.strip()) >= COVERED * len(example.strip()):
            lost[longest.pattern_id].append(example)
            categories[longest.pattern_id] = longest.category
    for winner, examples in lost.items():
        if categories[winner] != pattern.category:
            count = f"{len(examples)} of {len(pattern.match)}"
            message = f"{winner} ({categories[winner]}) takes {count} examples, such as {examples[0]!r}"
            yield _warning(pattern, "cross-hit", message)
    if sum(map(len, lost.values())) == len(pattern.match):
        yield _warning(pattern, "subsumed", f"{', '.join(sorted(lost))} take all its examples: is it of use?")


def _without_near_miss(registry: Registry, pattern: Pattern) -> Iterator[Finding]:
    """A keep example that shares no telling word with the pattern proves nothing."""
    said = pattern.match if pattern.kind is Kind.REGEX else (*pattern.match, *pattern.templates)
    cues = [item for group in pattern.cues for item in group]
    words = {w for text in (*said, *cues) for w in words_of(fold_phrase(text)) if not w.isdigit()}
    words |= {w for item in (*cues, *pattern.templates) for w in _vocabulary_words(registry, item)}
    if not any(words & set(words_of(fold_phrase(text))) for text in pattern.keep):
        yield _warning(pattern, "no-near-miss", "no keep example has a word of the pattern")


def _vocabulary_words(registry: Registry, item: str) -> Iterator[str]:
    for name in item.replace("}", "{").split("{")[1::2]:
        for entry in registry.vocab.get(name, ()):
            yield from words_of(fold_phrase(entry))


# -- language -----------------------------------------------------------------------------------------------


def _script(text: str) -> str:
    """The script of most letters of a text, as Unicode names it; empty without letters."""
    counts: dict[str, int] = defaultdict(int)
    for char in text:
        if char.isalpha():
            counts[unicodedata.name(char, "LATIN").partition(" ")[0]] += 1
    return max(sorted(counts), key=counts.__getitem__, default="")


def _wrong_script(pattern: Pattern) -> Iterator[Finding]:
    """Examples in letters that the language of the id is not written in."""
    language = pattern.language
    if language in _MIXED:
        return
    own = [name for name, languages in _SCRIPTS.items() if language in languages] or ["LATIN"]
    for example in pattern.match:
        script = _script(example)
        if script and script != "LATIN" and script not in own:
            yield _warning(
                pattern, "language", f"{language!r} is not written in {script.title()}: {example!r}"
            )
            return
    if own != ["LATIN"] and all(_script(example) == "LATIN" for example in pattern.match):
        yield _warning(pattern, "language", f"no example is in the script of {language!r}")
