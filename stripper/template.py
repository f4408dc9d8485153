"""The template language: a wording with options, choices and slots, as a tree.

``parse_template`` turns the notation of ``docs/patterns.md`` into nodes. What is done with the
tree lives beside it: ``shapes.py`` compiles it to an exact regex, ``align.py`` aligns it with
noisy words, ``anchors.py`` picks the literals the scanner searches for.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from stripper.fold import ALONE, SPACED, fold_phrase

__all__ = [
    "SLOTS",
    "Choice",
    "Gap",
    "Mark",
    "Node",
    "Slot",
    "Stop",
    "TemplateError",
    "Vocab",
    "Vocabulary",
    "Word",
    "all_words",
    "count_hyphens",
    "count_words",
    "has_mark",
    "literal_length",
    "opening_words",
    "parse_template",
    "phrases",
    "words_of",
]

SLOTS = frozenset(
    {"name", "title", "site", "date", "time", "year", "n", "url", "email", "handle", "money", "c"}
)
MAX_GAP = 40
MAX_DEPTH = 12  # brackets in brackets; the shipped templates have 4
_MAX_EXPANSIONS = 64

# A word of folded text; an apostrophe inside belongs to it. Chinese and Japanese characters are words of their own. A few symbols are words of their own.
WORD = re.compile(rf"[{ALONE}]|{SPACED}+(?:'{SPACED}+)*|[©®\x99&@#$£\x80%+/=>]")


class TemplateError(ValueError):
    """A template, cue or regex cannot be used; the registry adds file, id and key."""


@dataclass(frozen=True, slots=True)
class Word:
    """One folded word, with the punctuation the template writes around it."""

    text: str
    before: str = " "
    after: str = ""


@dataclass(frozen=True, slots=True)
class Stop:
    """A sentence end may stand here."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A colon, bar, dash, arrow or bullet must stand here."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Any 0 to ``most`` words."""

    most: int


@dataclass(frozen=True, slots=True)
class Slot:
    """A typed placeholder; ``kind`` is one of :data:`SLOTS`."""

    kind: str


@dataclass(frozen=True, slots=True)
class Vocab:
    """One entry of a vocabulary list; each phrase is a tuple of words."""

    name: str
    entries: tuple[tuple[Word, ...], ...]

    def __hash__(self) -> int:  # the entries are long, and a name has one list
        return hash(self.name)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several sequences; with ``optional``, or none of them."""

    options: tuple[tuple[Node, ...], ...]
    optional: bool = False


Node = Word | Stop | Mark | Gap | Slot | Vocab | Choice


def words_of(text: str) -> list[str]:
    """The words of folded text.

    >>> words_of("don't share (c) 2018")
    ["don't", 'share', 'c', '2018']
    """
    return WORD.findall(text)


_CLOSING = {"[": "]", "(": ")", "{": "}"}


def _chunks(source: str) -> Iterator[str]:
    """Split at spaces outside of brackets."""
    depth, start = 0, 0
    for i, char in enumerate(source):
        if char in "[({":
            depth += 1
            if depth > MAX_DEPTH:
                raise TemplateError(f"brackets are nested more than {MAX_DEPTH} deep in {source!r}")
        elif char in "])}":
            depth -= 1
            if depth < 0:
                raise TemplateError(f"unexpected {char!r} in {source!r}")
        elif char.isspace() and not depth:
            if start < i:
                yield source[start:i]
            start = i + 1
    if depth:
        raise TemplateError(f"unclosed bracket in {source!r}")
    if start < len(source):
        yield source[start:]


def _parts(chunk: str) -> list[str]:
    """Split a chunk without spaces into plain text and top-level groups."""
    parts, i = [], 0
    while i < len(chunk):
        if chunk[i] in _CLOSING:
            depth, j = 0, i
            while True:
                depth += (chunk[j] in _CLOSING) - (chunk[j] in "])}")
                j += 1
                if not depth:
                    break
        else:
            j = i
            while j < len(chunk) and chunk[j] not in _CLOSING:
                j += 1
        if chunk[i] in _CLOSING and chunk[j - 1] != _CLOSING[chunk[i]]:
            raise TemplateError(f"mismatched brackets in {chunk!r}")
        parts.append(chunk[i:j])
        i = j
    return parts


def _alternatives(body: str) -> list[str]:
    """Split the inside of a group at its top-level bars."""
    depth, start, found = 0, 0, []
    for i, char in enumerate(body):
        depth += (char in _CLOSING) - (char in "])}")
        if char == "|" and not depth:
            found.append(body[start:i])
            start = i + 1
    return [*found, body[start:]]


def _spellings(parts: list[str]) -> list[str]:
    """All spellings of a word with groups written onto it: ``article[s]``, ``(re|cross)post``."""
    choices = []
    for part in parts:
        if part[0] in "[(":
            inner = _alternatives(part[1:-1])
            inner = [spelled for option in inner for spelled in _spellings(_parts(option))]
            choices.append([*inner, ""] if part[0] == "[" else inner)
        else:
            choices.append([part])
    if math.prod(map(len, choices)) > _MAX_EXPANSIONS:
        raise TemplateError(f"too many spellings: {''.join(parts)!r}")
    return ["".join(combination) for combination in itertools.product(*choices)]


def _literal(text: str) -> tuple[Word, ...]:
    """The words of plain text, with the punctuation between them."""
    folded, at = fold_phrase(text), 0
    found = list(WORD.finditer(folded))
    words = []
    for i, word in enumerate(found):
        after = folded[word.end() :] if i == len(found) - 1 else ""
        words.append(Word(word.group(), folded[at : word.start()] if i else " ", after))
        at = word.end()
    return tuple(words)


class Vocabulary:
    """The word lists that templates may name, each parsed once.

    >>> Vocabulary({"piece": ("article", "blog post")})["piece"].entries[1]
    (Word(text='blog', before=' ', after=''), Word(text='post', before=' ', after=''))
    """

    def __init__(self, lists: Mapping[str, tuple[str, ...]]) -> None:
        self.lists = lists
        self._parsed: dict[str, Vocab] = {}

    def __getitem__(self, name: str) -> Vocab:
        """The list of this name; raises :class:`TemplateError` if there is none or it has no words."""
        known = self._parsed.get(name)
        if known is None:
            if name not in self.lists:
                raise TemplateError(f"undefined slot or vocabulary {{{name}}}")
            entries = dict.fromkeys(_literal(entry) for entry in self.lists[name])
            if not any(entries):
                raise TemplateError(f"vocabulary {{{name}}} has no words")
            known = self._parsed[name] = Vocab(name, tuple(entry for entry in entries if entry))
        return known


def _may_be_empty(nodes: tuple[Node, ...]) -> bool:
    """Whether an instance of ``nodes`` may have no text at all."""
    return all(isinstance(n, Stop) or (isinstance(n, Choice) and n.optional) for n in nodes)


class _Parser:
    """Turns chunks into nodes; remembers the punctuation between words."""

    def __init__(self, vocab: Vocabulary) -> None:
        self.vocab = vocab

    def sequence(self, source: str) -> tuple[Node, ...]:
        nodes: list[Node] = []
        for chunk in _chunks(source):
            parts = _parts(chunk)
            # A word with groups written onto it; slots and pure punctuation are never part of a word.
            cores = [p for p in parts if p[0] in "[(" or words_of(fold_phrase(p))]
            if len(cores) > 1 and not any(p[0] == "{" for p in parts):
                spelled = [tuple(self._plain(s)) for s in _spellings(cores)]
                nodes.append(Choice(tuple(dict.fromkeys(s for s in spelled if s))))
            else:
                for part in parts:
                    nodes.extend(self._part(part))
        return tuple(nodes)

    def _part(self, part: str) -> Iterator[Node]:
        if part[0] == "{":
            yield self._slot(part[1:-1].strip())
        elif part[0] in "[(":
            options = tuple(self.sequence(option) for option in _alternatives(part[1:-1]))
            solid = tuple(option for option in options if not _may_be_empty(option))
            if part[0] == "[" and any(options) and not solid:
                yield Stop()  # "[.]": a sentence end may stand anywhere it is written
                return
            if not all(options) or (part[0] == "(" and solid != options):
                raise TemplateError(f"empty alternative in {part!r}; write [...] around the whole choice")
            yield Choice(solid, optional=part[0] == "[")
        else:
            yield from self._plain(part)

    def _slot(self, name: str) -> Node:
        if name.startswith(".."):
            if not name[2:].isascii() or not name[2:].isdigit() or not 1 <= int(name[2:]) <= MAX_GAP:
                raise TemplateError(f"a gap is {{..1}} to {{..{MAX_GAP}}}, not {{{name}}}")
            return Gap(int(name[2:]))
        if name in SLOTS:
            return Slot(name)
        return self.vocab[name]

    def _plain(self, text: str) -> Iterator[Node]:
        if text == ":":
            yield Mark()
            return
        yield from _literal(text)
        if fold_phrase(text).rstrip("\"')*")[-1:] in tuple(".!?"):
            yield Stop()


def parse_template(source: str, vocab: Vocabulary | Mapping[str, tuple[str, ...]]) -> tuple[Node, ...]:
    """Parse one template; raises :class:`TemplateError` saying what is wrong.

    >>> parse_template("share: {name}", {})
    (Word(text='share', before=' ', after=':'), Slot(kind='name'))
    """
    lists = vocab if isinstance(vocab, Vocabulary) else Vocabulary(vocab)
    return _Parser(lists).sequence(source)


def all_words(nodes: tuple[Node, ...]) -> frozenset[str]:
    """Every word that a template spells out, those of its vocabulary lists included.

    >>> sorted(all_words(parse_template("(share|send) [it] by {way}", Vocabulary({"way": ("e-mail",)}))))
    ['by', 'e', 'it', 'mail', 'send', 'share']
    """
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, Word):
            found.add(node.text)
        elif isinstance(node, Choice):
            found.update(*map(all_words, node.options))
        elif isinstance(node, Vocab):
            found.update(word.text for entry in node.entries for word in entry)
    return frozenset(found)


def count_words(nodes: tuple[Node, ...]) -> int:
    """How many words, slots and gaps a template has with all its lists written out, each as often as it is named.

    >>> count_words(parse_template("(share|send) [it] by {way} {way}", Vocabulary({"way": ("e-mail", "post")})))
    10
    """
    total = 0
    for node in nodes:
        if isinstance(node, Choice):
            total += sum(map(count_words, node.options))
        else:
            total += sum(map(len, node.entries)) if isinstance(node, Vocab) else 1
    return total


def count_hyphens(nodes: tuple[Node, ...]) -> int:
    """How many hyphens join words in the instance with most of them; each doubles its spellings.

    >>> count_hyphens(parse_template("(re-post|mail) [by e-mail-list]", {}))
    3
    """
    total = 0
    for node in nodes:
        if isinstance(node, Word):
            total += "-" in node.before
        elif isinstance(node, Choice):
            total += max(map(count_hyphens, node.options), default=0)
        elif isinstance(node, Vocab):
            total += max(map(count_hyphens, node.entries))
    return total


def has_mark(nodes: tuple[Node, ...]) -> bool:
    """Whether some punctuation in the template is required."""
    return any(
        isinstance(n, Mark) or (isinstance(n, Choice) and any(map(has_mark, n.options))) for n in nodes
    )


def literal_length(nodes: tuple[Node, ...]) -> int:
    """Characters of the shortest literal text an instance must have (slots count nothing)."""
    total = 0
    for node in nodes:
        if isinstance(node, Word):
            total += len(node.text)
        elif isinstance(node, Vocab):
            total += min(sum(len(w.text) for w in entry) for entry in node.entries)
        elif isinstance(node, Choice) and not node.optional:
            total += min(map(literal_length, node.options))
    return total


def phrases(nodes: tuple[Node, ...], limit: int) -> list[tuple[Word, ...]] | None:
    """All literal instances of ``nodes``, or None if a slot or gap is inside or there are more than ``limit``.

    >>> [" ".join(w.text for w in p) for p in phrases(parse_template("share [this] (post|page)", {}), 9)]
    ['share this post', 'share this page', 'share post', 'share page']
    """
    found: list[tuple[Word, ...]] = [()]
    for node in nodes:
        ways: list[tuple[Word, ...]] = []
        if isinstance(node, Word):
            ways = [(node,)]
        elif isinstance(node, Vocab):
            ways = list(node.entries)
        elif isinstance(node, Choice):
            for option in node.options:
                inner = phrases(option, limit)
                if inner is None:
                    return None
                ways.extend(inner)
            if node.optional:
                ways.append(())
        elif isinstance(node, Stop):
            ways = [()]
        elif isinstance(node, Mark):
            return None
        else:
            return None
        if len(found) * len(ways) > limit:
            return None
        found = [done + way for done in found for way in ways]
    return found


def opening_words(nodes: tuple[Node, ...]) -> frozenset[str] | None:
    """The words an instance can start with, or None if a slot or gap may open it.

    >>> sorted(opening_words(parse_template("[also] (by|from) {name}", {})))
    ['also', 'by', 'from']
    """
    found: frozenset[str] = frozenset()
    for node in nodes:
        if isinstance(node, Word):
            return found | {node.text}
        if isinstance(node, Vocab):
            return found | {entry[0].text for entry in node.entries}
        if isinstance(node, Stop | Mark):
            continue
        if not isinstance(node, Choice):
            return None
        for option in node.options:
            inner = opening_words(option)
            if inner is None:
                return None
            found |= inner
        if not node.optional:
            return found
    return None
