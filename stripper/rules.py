"""Patterns made ready for matching: each template, cue entry and regex becomes one rule.

Compiling checks everything that parsing a TOML table could not: slots and
vocabularies exist, templates can be searched for, regexes are bounded.
"""

from __future__ import annotations

import re as stdlib_re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from stripper.errors import PatternError
from stripper.fold import LETTER, fold_phrase
from stripper.pattern import Extent, Kind, Pattern
from stripper.pieces import choose_pieces, expected_hits
from stripper.shapes import compile_template
from stripper.template import (
    Node,
    TemplateError,
    Vocab,
    has_mark,
    literal_length,
    opening_words,
    parse_template,
    phrases,
    words_of,
)

if TYPE_CHECKING:
    import regex

__all__ = ["CueRule", "RegexRule", "Rule", "TemplateRule", "compile_rules", "unbounded_quantifier"]

MAX_LABELS = 6000  # spellings of one template that are looked up whole
MAX_LABEL_WORDS = 9
MAX_OPENER_HITS = 3000.0  # per million words: what the first words of a sentence template may cost
_LABEL_EXTENTS = {Extent.LINE, Extent.LIST, Extent.TAIL}
_EDGE = f"a-z0-9{LETTER}"


@dataclass(frozen=True, eq=False)
class TemplateRule:
    """One template: a tree, and how it is searched for.

    ``pieces`` are looked for anywhere. ``labels`` are its whole-line spellings, if it is one. ``openers`` are the
    words a line must start with, for templates that fill a line and have no piece ("by {name}").
    """

    pattern: Pattern
    source: str
    nodes: tuple[Node, ...]
    pieces: tuple[tuple[str, ...], ...]
    labels: frozenset[str]
    openers: frozenset[str] = frozenset()

    @cached_property
    def shape(self) -> stdlib_re.Pattern[str]:
        """The exact regex; compiled when first needed, because most rules never are."""
        return compile_template(self.nodes)

    @cached_property
    def length(self) -> int:
        """Characters of literal text that an instance has at least."""
        return literal_length(self.nodes)

    @cached_property
    def slot_first(self) -> bool:
        """Whether instances open with a slot or gap, so that only the starts of sentences need to be tried."""
        return self.pattern.extent is not Extent.MATCH and opening_words(self.nodes) is None

    @cached_property
    def exact_only(self) -> bool:
        """Whether tolerance would lose what the template requires: punctuation between words."""
        return has_mark(self.nodes)


@dataclass(frozen=True, eq=False)
class CueRule:
    """Groups of phrases that must all stand in one sentence."""

    pattern: Pattern
    groups: tuple[tuple[str, ...], ...]
    pieces: tuple[tuple[str, ...], ...]

    @cached_property
    def shapes(self) -> tuple[stdlib_re.Pattern[str], ...]:
        """One regex a group."""
        return tuple(_phrase_shape(group) for group in self.groups)

    @cached_property
    def near(self) -> stdlib_re.Pattern[str] | None:
        """Phrases that raise the score."""
        return _phrase_shape(tuple(map(fold_phrase, self.pattern.near))) if self.pattern.near else None

    @cached_property
    def never(self) -> stdlib_re.Pattern[str] | None:
        """Phrases that forbid the match."""
        return _phrase_shape(tuple(map(fold_phrase, self.pattern.never))) if self.pattern.never else None


@dataclass(frozen=True, eq=False)
class RegexRule:
    """A bounded regex over one segment."""

    pattern: Pattern
    shape: regex.Pattern[str]
    pieces: tuple[tuple[str, ...], ...]


Rule = TemplateRule | CueRule | RegexRule


def _phrase_shape(group: tuple[str, ...]) -> stdlib_re.Pattern[str]:
    """A regex for any of these phrases, at word borders, longest first."""
    ordered = sorted(set(group), key=lambda p: (-len(p), p))
    spelled = (rf"[^{_EDGE}\n]{{1,3}}".join(map(stdlib_re.escape, words_of(p))) for p in ordered)
    return stdlib_re.compile(rf"(?<![{_EDGE}])(?:{'|'.join(spelled)})(?![{_EDGE}])")


def unbounded_quantifier(source: str) -> str | None:
    """The first quantifier without an upper bound in a regex, or None.

    >>> unbounded_quantifier(r"a{2,5}[*+]\\+"), unbounded_quantifier("ab+"), unbounded_quantifier("a{2,}")
    (None, '+', '{2,}')
    """
    i, in_class, class_start, quantified = 0, False, 0, False
    while i < len(source):
        char = source[i]
        if char == "\\":
            i, quantified = i + 2, False
            continue
        if in_class:
            # ']' right behind the opening bracket is a literal
            opened = i - class_start == 1 or (i - class_start == 2 and source[class_start + 1] == "^")
            in_class = not (char == "]" and not opened)
            quantified = False
        elif char == "[":
            in_class, class_start, quantified = True, i, False
        elif char in "*+" and not (char == "+" and quantified):
            return char
        elif char == "{" and (open_ended := stdlib_re.match(r"\{\d*,\}", source[i:])):
            return open_ended.group()
        else:
            quantified = char in "}?"
        i += 1
    return None


def _template_rule(pattern: Pattern, source: str, vocab: Mapping[str, tuple[str, ...]]) -> TemplateRule:
    nodes = parse_template(source, vocab)
    labels: frozenset[str] = frozenset()
    if pattern.extent in _LABEL_EXTENTS:
        spelled = phrases(nodes, MAX_LABELS)
        if spelled is not None:
            labels = frozenset(" ".join(w.text for w in p) for p in spelled if 0 < len(p) <= MAX_LABEL_WORDS)
    pieces = choose_pieces(nodes)
    openers = None if pieces or labels or pattern.extent is Extent.MATCH else opening_words(nodes)
    if openers and pattern.extent not in _LABEL_EXTENTS:
        frequent = sum(expected_hits((word,)) for word in openers) > MAX_OPENER_HITS
        openers = None if frequent else openers
    if not pieces and not labels and not openers:
        raise TemplateError(
            f"{source!r} cannot be searched for: it needs a rare mandatory word or phrase of five letters"
            " (or, unless the extent is match, a fixed first word)"
        )
    return TemplateRule(pattern, source, nodes, pieces, labels, openers or frozenset())


def _cue_phrases(item: str, vocab: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    nodes = parse_template(item, vocab)
    if len(nodes) == 1 and isinstance(nodes[0], Vocab):
        return tuple(" ".join(w.text for w in entry) for entry in nodes[0].entries)
    spelled = phrases(nodes, 200)
    if spelled is None:
        raise TemplateError(f"{item!r}: a cue is a phrase or one vocabulary list, without slots")
    return tuple(" ".join(w.text for w in p) for p in spelled if p)


def _cue_rule(pattern: Pattern, vocab: Mapping[str, tuple[str, ...]]) -> CueRule:
    groups = tuple(
        tuple(dict.fromkeys(p for item in group for p in _cue_phrases(item, vocab))) for group in pattern.cues
    )

    def cost(group: tuple[str, ...]) -> float:
        return sum(expected_hits(tuple(words_of(p))) for p in group)

    searchable = [g for g in groups if min(map(len, g)) >= 3]
    if not searchable:
        raise TemplateError("one group must hold only items of three letters or more")
    best = min(searchable, key=cost)
    return CueRule(pattern, groups, (best,))


def _regex_rule(pattern: Pattern) -> RegexRule:
    import regex  # a third of the package's import time, and only regex patterns need it

    loose = unbounded_quantifier(pattern.regex)
    if loose:
        raise TemplateError(f"unbounded quantifier {loose!r}; write {{m,n}}")
    for anchor in pattern.anchors:
        if len(fold_phrase(anchor)) < 2:
            raise TemplateError(f"anchor {anchor!r} is shorter than two characters")
    try:
        shape = regex.compile(pattern.regex, regex.VERSION0)
    except regex.error as error:
        raise TemplateError(f"not a regex: {error}") from error
    return RegexRule(pattern, shape, (tuple(map(fold_phrase, pattern.anchors)),))


def compile_rules(pattern: Pattern, vocab: Mapping[str, tuple[str, ...]]) -> Iterator[Rule]:
    """The rules of one pattern; raises :class:`~stripper.errors.PatternError` naming file, id and key."""
    try:
        if pattern.kind is Kind.TEMPLATES:
            for source in pattern.templates:
                yield _template_rule(pattern, source, vocab)
        elif pattern.kind is Kind.CUES:
            yield _cue_rule(pattern, vocab)
        else:
            yield _regex_rule(pattern)
    except TemplateError as error:
        raise PatternError(pattern.file, pattern.id, pattern.kind, str(error)) from error
