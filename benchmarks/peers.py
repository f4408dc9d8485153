"""The tools that are compared, each behind the same small face."""

from __future__ import annotations

import html
import importlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Protocol

from benchmarks.scoring import Removal

__all__ = ["PEERS", "Peer", "PeerMissingError", "load_peers"]


class Peer(Protocol):
    """A tool that says which stretches of a text it would remove."""

    @property
    def name(self) -> str:
        """What the reports call it."""

    def find(self, text: str) -> Sequence[Removal]:
        """The stretches of ``text`` to remove."""


class PeerMissingError(Exception):
    """The tool is not installed here; the message says what to install."""


class _Stripper:
    """The library itself, with the whole registry or with some kinds of patterns only."""

    def __init__(self, name: str, kinds: frozenset[str] = frozenset()) -> None:
        try:
            stripper = importlib.import_module("stripper")
            registry: Any = stripper.Registry.load()
        except (ImportError, AttributeError) as error:
            raise PeerMissingError(f"stripper cannot be loaded: {error}") from error
        if kinds:
            registry = registry.select(ids=[p.id for p in registry if str(p.kind) in kinds])
        self.name = name
        self._clean: Callable[[str], Any] = stripper.Cleaner(registry).clean

    def find(self, text: str) -> list[Removal]:
        """The spans of ``Cleaner.clean``."""
        return [Removal(s.start, s.end, s.pattern_id) for s in self._clean(text).spans]


# What people write when they need it by tonight: each deletes the lines it matches.
_HAND_ROLLED = [
    r"^.*all rights reserved.*$",
    r"^\s*(©|\(c\)|copyright)\b.*$",
    r"^.*(originally|first) (published|appeared) (on|in|at).*$",
    r"^the post .* appeared first on .*$",
    r"^.*republished with permission.*$",
    r"^\s*\(?reporting by .*$",
    r"^.*(sign up|subscribe) (for|to) (our|the) .*$",
    r"^.*newsletter.*$",
    r"^.*follow us on.*$",
    r"^\s*like us on facebook.*$",
    r"^\s*share (this|on|via)\b.*$",
    r"^\s*(share|tweet|pin|email|print)\s*$",
    r"^.*click here.*$",
    r"^\s*(read|see|watch) (more|also|next)\b.*$",
    r"^\s*related( (articles?|posts?|stories|topics))?:?.*$",
    r"^\s*you (may|might) also like.*$",
    r"^\s*recommended for you.*$",
    r"^\s*continue reading.*$",
    r"^\s*\d+ comments?$",
    r"^\s*leave a (reply|comment).*$",
    r"^.*your email address will not be published.*$",
    r"^\s*advertisement\s*$",
    r"^.*this (site|website) uses cookies.*$",
    r"^.*(privacy policy|terms of (use|service)).*$",
    r"^\s*disclaimer:?.*$",
    r"^.*views expressed .* (author|do not).*$",
    r"^.*affiliate (links?|commission).*$",
    r"^.*(donate|support our work|become a member).*$",
    r"^\s*(skip to (main )?content|back to top|menu|search)\s*$",
    r"^.*for (more information|media inquiries),? (contact|visit).*$",
]


class _HandRolled:
    """Thirty case-blind regexes over lines, as practitioners write them."""

    name = "30 regexes"

    def __init__(self) -> None:
        self._patterns = [re.compile(p, re.IGNORECASE | re.MULTILINE) for p in _HAND_ROLLED]

    def find(self, text: str) -> list[Removal]:
        """Every line that one of the regexes matches."""
        return [
            Removal(m.start(), m.end(), f"regex {number}")
            for number, pattern in enumerate(self._patterns, 1)
            for m in pattern.finditer(text)
        ]


def _lines(text: str) -> Iterator[Removal]:
    """The offsets of every line that is not blank."""
    for match in re.finditer(r"[^\n]+", text):
        if match.group().strip():
            yield Removal(match.start(), match.end())


class _C4Lines:
    """datatrove's C4 quality filter, line by line; its rules that drop whole documents are off."""

    name = "C4 lines"

    def __init__(self) -> None:
        try:
            filters = importlib.import_module("datatrove.pipeline.filters.c4_filters")
            self._document: Any = importlib.import_module("datatrove.data").Document
        except ImportError as error:
            raise PeerMissingError(f"{error} (pip install datatrove nltk)") from error
        self._filter: Any = filters.C4QualityFilter(
            min_num_sentences=-1, filter_lorem_ipsum=False, filter_curly_bracket=False
        )

    def find(self, text: str) -> list[Removal]:
        """Every line that the filter empties."""
        return [line for line in _lines(text) if not self._keeps(text[line.start : line.end])]

    def _keeps(self, line: str) -> bool:
        document = self._document(text=line, id="")
        return bool(self._filter.filter(document)) and bool(document.text)


class _JusText:
    """jusText's classifier with every line as a paragraph and the stop words of the measured languages."""

    name = "jusText"
    _LANGUAGES = ("English", "German", "French", "Spanish", "Polish", "Portuguese")

    def __init__(self) -> None:
        try:
            self._justext: Any = importlib.import_module("justext")
        except ImportError as error:
            raise PeerMissingError(f"{error} (pip install jusText lxml_html_clean)") from error
        self._stop_words = frozenset().union(*map(self._justext.get_stoplist, self._LANGUAGES))

    def find(self, text: str) -> list[Removal]:
        """Every line that jusText calls boilerplate."""
        lines = list(_lines(text))
        if not lines:
            return []
        page = "".join(f"<p>{html.escape(text[a:b])}</p>" for a, b, _ in lines)
        paragraphs = self._justext.justext(page, self._stop_words)
        bad = {_key(p.text) for p in paragraphs if p.is_boilerplate}
        good = {_key(p.text) for p in paragraphs if not p.is_boilerplate}
        return [line for line in lines if _key(text[line.start : line.end]) in bad - good]


def _key(line: str) -> str:
    return "".join(line.split())


PEERS: dict[str, Callable[[], Peer]] = {
    "stripper": lambda: _Stripper("stripper"),
    "templates": lambda: _Stripper("templates + regex only", frozenset({"templates", "regex"})),
    "cues": lambda: _Stripper("cues only", frozenset({"cues"})),
    "regexes": _HandRolled,
    "c4": _C4Lines,
    "justext": _JusText,
}


def load_peers(names: Iterable[str]) -> tuple[list[Peer], list[str]]:
    """Set up the named tools; for those that cannot be, one message each."""
    peers: list[Peer] = []
    messages: list[str] = []
    for name in names:
        try:
            peers.append(PEERS[name]())
        except PeerMissingError as missing:
            messages.append(f"{name} skipped: {missing}")
    return peers, messages
