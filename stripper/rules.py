"""Patterns made ready for matching: each template, cue entry and regex becomes one rule.

``check_rules`` finds everything that parsing a TOML table could not: slots and
vocabularies exist, templates can be searched for, regexes are bounded.
"""

from __future__ import annotations

import re as stdlib_re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from stripper.errors import PatternError
from stripper.facts import Facts
from stripper.fold import fold_phrase, stands_alone
from stripper.pattern import Extent, Kind, Pattern
from stripper.phrases import Phrases
from stripper.pieces import choose_pieces, expected_hits
from stripper.shapes import compile_template
from stripper.template import (
    Node,
    TemplateError,
    Vocab,
    Vocabulary,
    all_words,
    count_hyphens,
    count_words,
    opening_words,
    parse_template,
    phrases,
    words_of,
)

if TYPE_CHECKING:
    import regex

__all__ = [
    "CueRule",
    "RegexRule",
    "Rule",
    "TemplateRule",
    "check_rules",
    "make_rules",
    "rule_count",
    "unbounded_quantifier",
    "widest_line",
]

MAX_LABELS = 6000  # spellings of one template that are looked up whole
MAX_LABEL_WORDS = 9
MAX_WORDS = 20_000  # of a template or cue group with its lists written out (shipped: 1,100)
# ... of all rules that are checked together, with their labels and pieces: a short template may name long lists, and
# a small file have many. The shipped patterns need one million; five are about a gigabyte while the index is built.
MAX_ALL_WORDS = 5_000_000
MAX_HYPHENS = 12  # between the words of one instance (8): each is looked for in two spellings
MAX_REPEATS = 1_000  # in a regex, which sees about 600 characters at a time
MAX_GROUPS_DEEP = 10
SEARCH_SECONDS = 5.0  # processor time of one search, which takes milliseconds
MAX_OPENER_HITS = 3000.0  # per million words: what the first words of a sentence template may cost
_LABEL_EXTENTS = {Extent.LINE, Extent.LIST, Extent.TAIL}


@dataclass(frozen=True, eq=False)
class TemplateRule:
    """One template: a tree, and how it is searched for.

    Everything but the source is worked out when first needed: a registry that comes with its
    search index (:mod:`stripper.index`) never looks at most of its templates again.
    """

    pattern: Pattern
    source: str
    vocab: Vocabulary
    row: list[Any] | None = None  # the facts, if an index has them

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """The parsed template."""
        return parse_template(self.source, self.vocab)

    @cached_property
    def pieces(self) -> tuple[tuple[str, ...], ...]:
        """Windows of literal pieces that are looked for anywhere."""
        return choose_pieces(self.nodes, self.pattern.language)

    @cached_property
    def labels(self) -> frozenset[str]:
        """Its spellings as a whole line, if it is a label."""
        if self.pattern.extent not in _LABEL_EXTENTS:
            return frozenset()
        spelled = phrases(self.nodes, MAX_LABELS)
        sizes = ((p, sum(0.4 if stands_alone(w.text) else 1.0 for w in p)) for p in spelled or ())
        return frozenset(" ".join(w.text for w in p) for p, size in sizes if 0 < size <= MAX_LABEL_WORDS)

    @cached_property
    def openers(self) -> frozenset[str]:
        """The words a line must start with, for a template without pieces ("by {name}")."""
        if self.pieces or self.labels or self.pattern.extent is Extent.MATCH:
            return frozenset()
        openers = opening_words(self.nodes) or frozenset()
        if self.pattern.extent in _LABEL_EXTENTS or not openers:
            return openers
        frequent = sum(expected_hits((word,), self.pattern.language) for word in openers) > MAX_OPENER_HITS
        return frozenset() if frequent else openers

    @property
    def words(self) -> frozenset[str]:
        """All words that it spells out."""
        return all_words(self.nodes)

    @cached_property
    def shape(self) -> stdlib_re.Pattern[str]:
        """The exact regex; compiled when first needed, because most rules never are."""
        return compile_template(self.nodes)

    @cached_property
    def facts(self) -> Facts:
        """What is worth knowing before parsing and compiling."""
        return (
            Facts.from_json(self.row)
            if self.row
            else Facts.of(self.nodes, len(self.pieces), self.pattern.language)
        )

    @property
    def size(self) -> int:
        """Words that have to be kept and indexed for it."""
        return count_words(self.nodes) + len(self.labels) + sum(map(len, self.pieces))

    def check(self) -> None:
        """Raise :class:`TemplateError` if the template is malformed, too large or cannot be searched for."""
        if (words := count_words(self.nodes)) > MAX_WORDS:
            raise TemplateError(f"{self.source!r} has {words} words when written out, more than {MAX_WORDS}")
        if count_hyphens(self.nodes) > MAX_HYPHENS:
            raise TemplateError(f"{self.source!r} joins words by more than {MAX_HYPHENS} hyphens")
        if not self.pieces and not self.labels and not self.openers:
            raise TemplateError(
                f"{self.source!r} cannot be searched for: it needs a rare mandatory word or phrase of five letters"
                " (or, unless the extent is match, a fixed first word)"
            )


@dataclass(frozen=True, eq=False)
class CueRule:
    """Groups of phrases that must all stand in one sentence."""

    pattern: Pattern
    vocab: Vocabulary

    @cached_property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """The phrases, vocabulary lists and choices written out."""
        return tuple(
            tuple(dict.fromkeys(p for item in group for p in _cue_phrases(item, self.vocab)))
            for group in self.pattern.cues
        )

    @cached_property
    def pieces(self) -> tuple[tuple[str, ...], ...]:
        """The group that is rarest in ordinary text; none if every group has an item too short to look for."""
        searchable = [g for g in self.groups if min(map(_size, g)) >= 3]
        return (min(searchable, key=self._cost),) if searchable else ()

    def _cost(self, group: tuple[str, ...]) -> float:
        return sum(expected_hits(tuple(words_of(p)), self.pattern.language) for p in group)

    @property
    def size(self) -> int:
        """Words that have to be kept and indexed for it."""
        return sum(len(words_of(phrase)) for group in self.groups for phrase in group)

    def check(self) -> None:
        """Raise :class:`TemplateError` if an item is malformed, there are too many or nothing can be searched for."""
        if (words := max(map(len, self.groups))) > MAX_WORDS:
            raise TemplateError(f"a group has {words} items when written out, more than {MAX_WORDS}")
        if not self.pieces:
            raise TemplateError("one group must hold only items of three letters or more")

    @cached_property
    def words(self) -> frozenset[str]:
        """All words of its groups."""
        return frozenset(word for group in self.groups for phrase in group for word in words_of(phrase))

    @cached_property
    def shapes(self) -> tuple[Phrases, ...]:
        """What finds each group."""
        return tuple(map(Phrases, self.groups))

    @cached_property
    def near(self) -> Phrases:
        """Phrases that raise the score."""
        return Phrases(map(fold_phrase, self.pattern.near))

    @cached_property
    def never(self) -> Phrases:
        """Phrases that forbid the match."""
        return Phrases(map(fold_phrase, self.pattern.never))


@dataclass(frozen=True, slots=True)
class BoundedRegex:
    """A compiled regex whose searches end: one that runs away is an error of its pattern, not a program that hangs."""

    pattern: Pattern
    compiled: regex.Pattern[str]

    def finditer(self, text: str, low: int, high: int) -> Iterator[regex.Match[str]]:
        """The matches in ``text[low:high]``; raises :class:`~stripper.errors.PatternError` after far too long."""
        try:
            yield from self.compiled.finditer(text, low, high, timeout=SEARCH_SECONDS)
        except TimeoutError:
            why = f"took longer than {SEARCH_SECONDS:g} s over {high - low} characters of a text"
            raise PatternError(self.pattern.file, self.pattern.id, "regex", why) from None

    def search(self, text: str, *, timeout: float) -> regex.Match[str] | None:
        """The first match; raises TimeoutError after ``timeout`` seconds of processor time."""
        return self.compiled.search(text, timeout=timeout)


@dataclass(frozen=True, eq=False)
class RegexRule:
    """A bounded regex over one segment.

    ``vetted``: its time is known not to explode (the lint of the shipped patterns sees to that), so it may run on the
    standard library's engine, which is four times as fast but cannot be stopped.
    """

    pattern: Pattern
    vetted: bool = False
    widest: int | None = (
        None  # characters of the longest line that it can fill; None: it fills no line, or who knows
    )

    @cached_property
    def shape(self) -> BoundedRegex | stdlib_re.Pattern[str]:
        """The compiled regex."""
        return (self.vetted and _plain(self.pattern.regex)) or self.bounded

    @cached_property
    def bounded(self) -> BoundedRegex:
        """The compiled regex, its time limited."""
        import regex  # a third of the package's import time, and only regex patterns need it

        try:
            compiled = regex.compile(self.pattern.regex, regex.VERSION0)
        except (regex.error, RecursionError, MemoryError, OverflowError, ValueError) as error:
            raise TemplateError(f"not a regex: {error!r}") from error
        return BoundedRegex(self.pattern, compiled)

    @cached_property
    def pieces(self) -> tuple[tuple[str, ...], ...]:
        """Its declared anchors."""
        return (tuple(map(fold_phrase, self.pattern.anchors)),)

    @property
    def words(self) -> frozenset[str]:
        """None: who writes a regex wants no tolerance."""
        return frozenset()

    @property
    def size(self) -> int:
        """Words that have to be kept and indexed for it."""
        return len(self.pattern.anchors)

    def check(self) -> None:
        """Raise :class:`TemplateError` if the regex is malformed or unbounded, or an anchor too short."""
        loose = unbounded_quantifier(self.pattern.regex)
        if loose:
            raise TemplateError(f"unbounded quantifier {loose!r}; write {{m,n}}")
        if why := too_powerful(self.pattern.regex):
            raise TemplateError(why)
        for anchor in self.pattern.anchors:
            if len(fold_phrase(anchor)) < 2:
                raise TemplateError(f"anchor {anchor!r} is shorter than two characters")
        _ = self.bounded


Rule = TemplateRule | CueRule | RegexRule


def _plain(source: str) -> stdlib_re.Pattern[str] | None:
    """A regex compiled by the standard library; None if it cannot or would read it otherwise."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", FutureWarning)  # "[[a]": a set in a set one day
        try:
            return stdlib_re.compile(source)
        except (stdlib_re.error, FutureWarning):
            return None


def widest_line(source: str) -> int | None:
    """How long a line may be that a regex with bounded quantifiers fills; None if it need not fill one.

    >>> widest_line("(?m)^by [a-z]{2,20}$"), widest_line("by [a-z]{2,20}")
    (23, None)
    """
    if not (source.startswith("(?m)^") and source.endswith("$")) or "|" in _outside_groups(source):
        return None
    from re import _parser  # type: ignore[attr-defined]  # needed only while an index is built

    try:
        return int(_parser.parse(source).getwidth()[1])
    except (stdlib_re.error, RecursionError):
        return None


def _outside_groups(source: str) -> str:
    """What of a regex stands in no group and no class."""
    bare = _CLASS.sub("c", _BACKSLASHED.sub("c", source))
    depth = list(accumulate((char == "(") - (char == ")") for char in bare))
    return "".join(char for char, level in zip(bare, depth, strict=True) if not level)


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


_BACKSLASHED = stdlib_re.compile(r"\\(?:[pPN]\{[^}]*\}|.)", stdlib_re.DOTALL)
_CLASS = stdlib_re.compile(r"\[\^?\]?[^\]]*\]")
_REPEAT = stdlib_re.compile(r"\{(\d*)(?:,(\d+))?\}")
_CALLS = stdlib_re.compile(r"\(\?(?:R|[+-]?\d|P>)")
_GROUP_OR_CALL = stdlib_re.compile(r"\(\?(?:P?<(?P<name>[^\W\d]\w*)>|&(?P<call>\w+))|\(|(?P<end>\))")


def too_powerful(source: str) -> str:
    r"""Why a regex with bounded quantifiers is refused all the same; empty if it is not.

    Fuzzy matching and calls of groups take as long as they like, and large counts in counts as much memory.

    >>> too_powerful(r"a{2,50}[}{]\p{Lu}\{x\}")
    ''
    >>> too_powerful("(?:share this){e}")
    "'{e}' is no bounded repetition; write {m,n}, or \\{"
    >>> too_powerful("(a(?1)?b)"), too_powerful("a{1,4000}")
    ('(?1 calls a group; write (?&name)', "'{1,4000}' repeats more than 1000 times")
    """
    bare = _CLASS.sub("c", _BACKSLASHED.sub("c", source))
    if call := _CALLS.search(bare):
        return f"{call.group()} calls a group; write (?&name)"
    if _calls_itself(bare):
        return "a group calls itself"
    for place, char in enumerate(bare):
        if char == "{":
            found = _REPEAT.match(bare, place)
            if not found:
                return f"{bare[place : bare.find('}', place) + 1][:40]!r} is no bounded repetition; write {{m,n}}, or \\{{"
            if (
                max(len(n or "") for n in found.groups()) > 9
                or max(int(n or 0) for n in found.groups()) > MAX_REPEATS
            ):
                return f"{found.group()[:40]!r} repeats more than {MAX_REPEATS} times"
    depth = list(accumulate((char == "(") - (char == ")") for char in bare))
    return (
        f"groups are nested more than {MAX_GROUPS_DEEP} deep"
        if max(depth, default=0) > MAX_GROUPS_DEEP
        else ""
    )


def _calls_itself(bare: str) -> bool:
    """Whether a named group calls itself, by way of others perhaps, so that there is no end to it."""
    from graphlib import CycleError, TopologicalSorter  # needed only while an index is built

    opened: list[str] = []  # the groups that are open, "" for those without name
    calls: dict[str, set[str]] = {}
    for found in _GROUP_OR_CALL.finditer(bare):
        if found["end"]:
            del opened[-1:]
            continue
        opened.append(found["name"] or "")
        if found["call"]:
            for name in filter(None, opened):
                calls.setdefault(name, set()).add(found["call"])
    try:
        TopologicalSorter(calls).prepare()
    except CycleError:
        return True
    return False


def _cue_phrases(item: str, vocab: Vocabulary) -> tuple[str, ...]:
    nodes = parse_template(item, vocab)
    if len(nodes) == 1 and isinstance(nodes[0], Vocab):
        return tuple(" ".join(w.text for w in entry) for entry in nodes[0].entries)
    spelled = phrases(nodes, 200)
    if spelled is None:
        raise TemplateError(f"{item!r}: a cue is a phrase or one vocabulary list, without slots")
    return tuple(" ".join(w.text for w in p) for p in spelled if p)


def _size(phrase: str) -> int:
    """Letters of a phrase; a Chinese or Japanese character counts for two."""
    return sum(2 if stands_alone(c) else 1 for c in phrase)


def rule_count(pattern: Pattern) -> int:
    """How many rules a pattern makes: one for each template, or one."""
    return len(pattern.templates) or 1


def make_rules(
    patterns: Iterable[Pattern], vocab: Vocabulary, rows: Iterable[list[Any] | None] = ()
) -> Iterator[Rule]:
    """The rules of ``patterns``, unchecked; ``rows`` are their facts, one a rule, if they are known."""
    known = iter(rows)
    for pattern in patterns:
        if pattern.kind is Kind.TEMPLATES:
            for source in pattern.templates:
                yield TemplateRule(pattern, source, vocab, next(known, None))
        else:
            row = next(known, None)
            if pattern.kind is Kind.CUES:
                yield CueRule(pattern, vocab)
            else:
                yield RegexRule(pattern, True, row[0]) if row else RegexRule(pattern)


def check_rules(rules: Iterable[Rule]) -> None:
    """Raise :class:`~stripper.errors.PatternError` naming file, id and key for the first rule that is unusable."""
    words = 0
    for rule in rules:
        try:
            rule.check()
            words += rule.size
            if words > MAX_ALL_WORDS:
                raise TemplateError(
                    f"with the patterns before it more than {MAX_ALL_WORDS} words to look for"
                )
        except TemplateError as error:
            pattern = rule.pattern
            raise PatternError(pattern.file, pattern.id, pattern.kind, str(error)) from error
