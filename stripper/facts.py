"""What the matcher wants to know of a template before it bothers to look at it closely.

All of it follows from the template, but working it out means parsing, so it is kept in the index. A word or two that
is missing near a hit rules most candidates out for the price of a set operation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from stripper.pieces import expected_hits
from stripper.template import Choice, Node, Vocab, Word, has_mark, literal_length, opening_words

__all__ = ["Facts"]

COMMON = 1500.0  # per million words: words that prove nothing
MAX_ALTERNATIVES = 30  # of a required word


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts of one template.

    ``windows``: how many windows of pieces it has. ``length``: characters of literal text an instance has at
    least. ``slot_first``: instances open with a slot or gap. ``exact_only``: it requires punctuation, which tolerance
    would lose. ``required``: an exact instance has a word of each of these sets. ``content``: its literal words that
    are not as common as "the". ``openings``: the words an instance may start with; empty if a slot may.
    """

    windows: int
    length: int
    slot_first: bool
    exact_only: bool
    required: tuple[frozenset[str], ...]
    content: frozenset[str]
    openings: frozenset[str]

    @classmethod
    def of(cls, nodes: tuple[Node, ...], windows: int, language: str) -> Facts:
        """The facts of a parsed template.

        >>> from stripper.template import parse_template
        >>> facts = Facts.of(parse_template("[please] share (this story|it) with {name}", {}), 1, "en")
        >>> facts.length, [sorted(words) for words in facts.required]
        (11, [['share'], ['it', 'story'], ['with']])
        """
        openings = opening_words(nodes)
        return cls(
            windows,
            literal_length(nodes),
            openings is None,
            has_mark(nodes),
            tuple(_required(nodes)),
            frozenset(
                w
                for w in _literal_words(nodes)
                if (len(w) > 2 or w[0] > "\xff") and expected_hits((w,), language) < COMMON
            ),
            openings or frozenset(),
        )

    def to_json(self) -> list[Any]:
        """As JSON values."""
        required = "|".join(" ".join(sorted(words)) for words in self.required)
        flags = self.slot_first + 2 * self.exact_only
        content, openings = (" ".join(sorted(words)) for words in (self.content, self.openings))
        return [self.windows, self.length, flags, required, content, openings]

    @classmethod
    def from_json(cls, row: list[Any]) -> Facts:
        """What :meth:`to_json` gave."""
        windows, length, flags, required, content, openings = row
        sets = tuple(frozenset(words.split(" ")) for words in required.split("|")) if required else ()
        slot_first, exact_only = bool(flags & 1), bool(flags & 2)
        words = frozenset(content.split()), frozenset(openings.split())
        return cls(windows, length, slot_first, exact_only, sets, *words)


def _required(nodes: tuple[Node, ...]) -> list[frozenset[str]]:
    """One set of words for each mandatory node: of each of its alternatives, the longest word."""
    found = []
    for i, node in enumerate(nodes):
        ways: list[tuple[Node, ...]] = []
        if isinstance(node, Word):
            following = nodes[i + 1 : i + 2]
            ways = [(node, *(n for n in following if isinstance(n, Word) and "-" in n.before))]
        elif isinstance(node, Vocab):
            ways = list(node.entries)
        elif isinstance(node, Choice) and not node.optional:
            ways = list(node.options)
        longest = {max(_certain(way), key=len, default="") for way in ways}
        if 0 < len(longest) <= MAX_ALTERNATIVES and all(longest):
            found.append(frozenset(longest))
    return found


def _certain(nodes: tuple[Node, ...]) -> list[str]:
    """The words that every instance spells alike: no apostrophe to leave out, no hyphen to join them ("e-mail")."""
    words = []
    for i, node in enumerate(nodes):
        following = nodes[i + 1] if i + 1 < len(nodes) else None
        if isinstance(node, Word) and "'" not in node.text and "-" not in node.before:
            if not (isinstance(following, Word) and "-" in following.before):
                words.append(node.text)
    return words


def _literal_words(nodes: tuple[Node, ...]) -> frozenset[str]:
    """All literal words outside vocabulary lists."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, Word):
            found.add(node.text)
        elif isinstance(node, Choice):
            for option in node.options:
                found |= _literal_words(option)
    return frozenset(found)
