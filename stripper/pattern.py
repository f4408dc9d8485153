"""What a pattern is, and how one TOML table becomes one: strictly, or with an error that says where.

The keys are described in ``docs/patterns.md``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from stripper.errors import PatternError

__all__ = [
    "KEPT_BY_DEFAULT",
    "REMOVED_BY_DEFAULT",
    "Category",
    "Extent",
    "Kind",
    "Pattern",
    "Strength",
    "Zone",
    "parse_pattern",
]


class Category(StrEnum):
    """What kind of boilerplate a span is."""

    SYNDICATION = "syndication"
    COPYRIGHT = "copyright"
    DISCLAIMER = "disclaimer"
    SHARE = "share"
    SUBSCRIBE = "subscribe"
    RELATED = "related"
    COMMENTS = "comments"
    UI = "ui"
    CONTACT = "contact"
    PROMO = "promo"
    EMAIL = "email"
    METADATA = "metadata"
    BYLINE = "byline"
    CREDIT = "credit"
    BIO = "bio"
    ABOUT = "about"
    CORRECTION = "correction"
    NOTICE = "notice"


KEPT_BY_DEFAULT = frozenset(
    {
        Category.METADATA,
        Category.BYLINE,
        Category.CREDIT,
        Category.BIO,
        Category.ABOUT,
        Category.CORRECTION,
        Category.NOTICE,
    }
)
REMOVED_BY_DEFAULT = frozenset(Category) - KEPT_BY_DEFAULT


class Zone(StrEnum):
    """Where in a text a pattern's evidence counts in full."""

    HEAD = "head"
    TAIL = "tail"
    ANYWHERE = "anywhere"


class Strength(StrEnum):
    """Whether a match is enough by itself or needs company."""

    STRONG = "strong"
    WEAK = "weak"


class Extent(StrEnum):
    """How much of the text goes with a match."""

    MATCH = "match"
    SENTENCE = "sentence"
    LINE = "line"
    PARAGRAPH = "paragraph"
    LIST = "list"
    TAIL = "tail"


class Kind(StrEnum):
    """Which of the three ways of describing a wording a pattern uses."""

    TEMPLATES = "templates"
    CUES = "cues"
    REGEX = "regex"


@dataclass(frozen=True, slots=True)
class Pattern:
    """One family of boilerplate wordings, as its pack describes it."""

    id: str
    category: Category
    zone: Zone
    strength: Strength
    extent: Extent
    source: str
    match: tuple[str, ...]
    keep: tuple[str, ...]
    file: str
    templates: tuple[str, ...] = ()
    cues: tuple[tuple[str, ...], ...] = ()
    near: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    addressed: bool = False
    max_words: int = 30
    regex: str = ""
    anchors: tuple[str, ...] = ()

    @property
    def kind(self) -> Kind:
        """Which of ``templates``, ``cues`` and ``regex`` this pattern has."""
        if self.templates:
            return Kind.TEMPLATES
        return Kind.CUES if self.cues else Kind.REGEX

    @property
    def language(self) -> str:
        """The first part of the id: a language code, or ``mul``."""
        return self.id.partition(".")[0]


_COMMON = {"id", "category", "zone", "strength", "extent", "source", "match", "keep"}
_KEYS = {
    Kind.TEMPLATES: _COMMON | {"templates"},
    Kind.CUES: _COMMON | {"cues", "near", "never", "addressed", "max_words"},
    Kind.REGEX: _COMMON | {"regex", "anchors"},
}
_MIN_EXAMPLES = {"match": 2, "keep": 1}

# A pack may come from a stranger. What the shipped patterns need is given beside each limit.
MAX_TEXT = 8_000  # characters of a template, regex, cue or example (1,919)
MAX_TEXTS = 1_000  # of them in one list (69)
MAX_ID = 200  # characters (39)
_ID = re.compile(
    r"[\w-]+(?:\.[\w-]+){2,}"
)  # ids stand in reports, file names and URLs: no slashes, no control characters

E = TypeVar("E", bound=StrEnum)


class _Table:
    """One ``[[pattern]]`` table with typed access; every complaint names file, id and key."""

    def __init__(self, table: Mapping[str, Any], file: str) -> None:
        self.table, self.file = table, file
        self.id = str(table.get("id", "")) or "(pattern without id)"

    def fail(self, key: str, why: str) -> PatternError:
        return PatternError(self.file, self.id, key, why)

    def text(self, key: str) -> str:
        value = self.table[key]
        if not isinstance(value, str) or not value.strip():
            raise self.fail(key, "must be a non-empty string")
        self.bounded(key, (value,))
        return value

    def bounded(self, key: str, values: Sequence[str]) -> None:
        if len(values) > MAX_TEXTS:
            raise self.fail(key, f"has {len(values)} entries, more than {MAX_TEXTS}")
        longest = max(map(len, values), default=0)
        if longest > MAX_TEXT:
            raise self.fail(key, f"has {longest} characters, more than {MAX_TEXT}")

    def texts(self, key: str, at_least: int = 0) -> tuple[str, ...]:
        value = self.table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
            raise self.fail(key, "must be a list of non-empty strings")
        if len(value) < at_least:
            raise self.fail(key, f"needs at least {at_least}, has {len(value)}")
        self.bounded(key, value)
        return tuple(value)

    def one_of(self, key: str, kind: type[E]) -> E:
        try:
            return kind(self.text(key))
        except ValueError:
            known = ", ".join(kind)
            raise self.fail(key, f"unknown value {self.table[key]!r}; known: {known}") from None

    def groups(self, key: str) -> tuple[tuple[str, ...], ...]:
        value = self.table.get(key, [])
        if not isinstance(value, list) or not all(
            isinstance(g, list) and g and all(isinstance(v, str) and v.strip() for v in g) for g in value
        ):
            raise self.fail(key, "must be a list of non-empty lists of strings")
        self.bounded(key, [""] * len(value))
        for group in value:
            self.bounded(key, group)
        return tuple(tuple(g) for g in value)


def parse_pattern(table: Mapping[str, Any], file: str) -> Pattern:
    """Turn one ``[[pattern]]`` table into a :class:`Pattern`.

    ``file`` is only used to name the place in errors. Templates and regexes are
    not compiled here; :class:`stripper.registry.Registry` does that.

    Raises :class:`~stripper.errors.PatternError` for a missing or unknown key, a
    value of the wrong type or an unknown one, and too few examples.

    >>> parse_pattern({"id": "en.share.x"}, "en/share.toml")
    Traceback (most recent call last):
    ...
    stripper.errors.PatternError: en/share.toml: en.share.x: templates: one of templates, cues, regex is required
    """
    entry = _Table(table, file)
    kinds = [kind for kind in Kind if kind in table]
    if len(kinds) != 1:
        why = "one of templates, cues, regex is required"
        raise entry.fail(kinds[1] if kinds else Kind.TEMPLATES, why if not kinds else "only " + why)
    allowed = _KEYS[kinds[0]]
    for key in table:
        if key not in allowed:
            raise entry.fail(key, f"unknown key; known for {kinds[0]}: {', '.join(sorted(allowed))}")
    for key in sorted(_COMMON - table.keys()):
        raise entry.fail(key, "required key is missing")
    addressed, max_words = table.get("addressed", False), table.get("max_words", 30)
    if not isinstance(addressed, bool):
        raise entry.fail("addressed", "must be true or false")
    if not isinstance(max_words, int) or isinstance(max_words, bool) or not 1 <= max_words <= 80:
        raise entry.fail("max_words", "must be a whole number from 1 to 80")
    if Kind.REGEX in table and not table.get("anchors"):
        raise entry.fail("anchors", "a regex needs its anchors declared")
    pattern = Pattern(
        id=entry.text("id"),
        category=entry.one_of("category", Category),
        zone=entry.one_of("zone", Zone),
        strength=entry.one_of("strength", Strength),
        extent=entry.one_of("extent", Extent),
        source=entry.text("source"),
        match=entry.texts("match", _MIN_EXAMPLES["match"]),
        keep=entry.texts("keep", _MIN_EXAMPLES["keep"]),
        file=file,
        templates=entry.texts("templates", 1 if kinds[0] is Kind.TEMPLATES else 0),
        cues=entry.groups("cues"),
        near=entry.texts("near"),
        never=entry.texts("never"),
        addressed=addressed,
        max_words=max_words,
        regex=entry.text("regex") if kinds[0] is Kind.REGEX else "",
        anchors=entry.texts("anchors"),
    )
    if not _ID.fullmatch(pattern.id) or pattern.id.split(".")[1] != pattern.category:
        why = "must be <language>.<category>.<name> of letters, digits and hyphens, with this pattern's category"
        raise entry.fail("id", why)
    if len(pattern.id) > MAX_ID:
        raise entry.fail("id", f"has {len(pattern.id)} characters, more than {MAX_ID}")
    if kinds[0] is Kind.CUES and len(pattern.cues) < 2:
        raise entry.fail("cues", "needs at least two groups")
    return pattern
