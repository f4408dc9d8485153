"""The pattern registry: packs of TOML files in, an immutable set of patterns out."""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from functools import cached_property
from importlib.machinery import PathFinder
from pathlib import Path
from types import MappingProxyType
from typing import Any

from stripper.errors import PatternError
from stripper.index import Index, build_key, read_cache, write_cache
from stripper.pattern import Category, Pattern, parse_pattern
from stripper.rules import Rule, check_rules, make_rules, rule_count
from stripper.stored import Stored
from stripper.template import Vocabulary

__all__ = ["ENTRY_POINT_GROUP", "Registry", "default_pack_path"]

ENTRY_POINT_GROUP = "stripper.packs"
VOCAB_FILE = "vocab.toml"
NEUTRAL_LANGUAGE = "mul"

# A pack may come from a stranger. What the shipped patterns need is given beside each limit.
MAX_FILE_BYTES = 4 << 20  # of one file (48 KB); it is refused before it is read
MAX_PACK_BYTES = 64 << 20  # of all files of a pack (3.2 MB)
MAX_FILES = 20_000  # of a pack (410)
MAX_KEY_PARTS = 20  # in "a.b.c": no key of a pack has any, and the parser's time grows with their square
MAX_LIST = 20_000  # entries of a vocabulary list (848)
MAX_ENTRY = 400  # characters of an entry (48)


def default_pack_path() -> Path:
    """Folder of the patterns that ship with the package.

    A live checkout has ``patterns/`` beside the package folder and wins; an installed wheel has
    it inside the package.
    """
    package = Path(__file__).resolve().parent
    checkout = package.parent / "patterns"
    return checkout if (checkout / VOCAB_FILE).is_file() else package / "patterns"


def _read_files(path: Path) -> dict[str, bytes]:
    """The TOML files of a pack: name within the pack -> content."""
    if path.is_dir():
        files = {file.relative_to(path).as_posix(): file for file in sorted(path.rglob("*.toml"))}
        if not files:
            raise PatternError(str(path), "", "", "no .toml files in this folder")
    elif path.is_file():
        files = {path.name: path}
    else:
        raise PatternError(str(path), "", "", "no such file or folder")
    if len(files) > MAX_FILES:
        raise PatternError(str(path), "", "", f"has {len(files)} files, more than {MAX_FILES}")
    content: dict[str, bytes] = {}
    left = MAX_PACK_BYTES
    for name, file in files.items():
        content[name] = _read(file, name, left)
        left -= len(content[name])
    return content


def _read(file: Path, name: str, left: int) -> bytes:
    """The bytes of one file, of which the pack may have ``left`` more; no pipe or device, which may never end."""
    limit = min(MAX_FILE_BYTES, left)
    try:
        if not file.is_file():
            raise PatternError(name, "", "", "is not a regular file")
        with file.open("rb") as opened:
            content = opened.read(limit + 1)
    except OSError as error:
        raise PatternError(name, "", "", f"cannot be read: {error}") from error
    if len(content) > limit:
        whose = "a pack may have" if limit < MAX_FILE_BYTES else "a file may have"
        raise PatternError(name, "", "", f"is too large: more than the {limit} bytes that {whose} (left)")
    return content


# Strings, closed or not, each quote looked at once: this must not be the thing that takes long.
_QUOTED = re.compile(r"""\"(?:[^"\\\n]|\\.)*+"?|'[^'\n]*+'?""")


def _check_keys(text: str, name: str) -> None:
    """Refuse keys of very many parts; text outside of strings has no other use for dots."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") > MAX_KEY_PARTS and _QUOTED.sub("", line).count(".") > MAX_KEY_PARTS:
            raise PatternError(name, "", "", f"line {number}: a key of more than {MAX_KEY_PARTS} parts")


def _parse_toml(content: bytes, name: str) -> dict[str, Any]:
    import tomllib  # not at the top: importing stripper should cost next to nothing

    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise PatternError(name, "", "", f"cannot be read: {error}") from error
    _check_keys(text, name)
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise PatternError(name, "", "", "not valid TOML: nested too deeply") from error
    except ValueError as error:  # a TOMLDecodeError, or a number of too many digits
        raise PatternError(name, "", "", f"not valid TOML: {error}") from error


def _vocab(table: Mapping[str, Any], name: str) -> dict[str, tuple[str, ...]]:
    for key, entries in table.items():
        if (
            not isinstance(entries, list)
            or not entries
            or not all(isinstance(e, str) and e.strip() for e in entries)
        ):
            raise PatternError(name, "", key, "must be a non-empty list of non-empty strings")
        if len(entries) > MAX_LIST or max(map(len, entries)) > MAX_ENTRY:
            why = f"a list has at most {MAX_LIST} entries of at most {MAX_ENTRY} characters"
            raise PatternError(name, "", key, why)
    return {key: tuple(entries) for key, entries in table.items()}


def _patterns(table: Mapping[str, Any], name: str) -> Iterator[Pattern]:
    for key in table:
        if key != "pattern":
            raise PatternError(name, "", key, "unknown table; a pack holds [[pattern]] tables only")
    entries = table.get("pattern", [])
    if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
        raise PatternError(name, "", "pattern", "write [[pattern]], with two brackets")
    for entry in entries:
        pattern = parse_pattern(entry, name)
        folder, _, stem = name.removesuffix(".toml").rpartition("/")
        language = folder.rpartition("/")[2]
        if not language:  # a single file given by path: its name and place mean nothing
            yield pattern
            continue
        if pattern.language != language:
            raise PatternError(
                name, pattern.id, "id", f"starts with {pattern.language!r} in folder {language!r}"
            )
        if stem.partition("-")[0] != pattern.category:
            raise PatternError(
                name, pattern.id, "category", f"{pattern.category!r} in file {stem + '.toml'!r}"
            )
        yield pattern


def _add(patterns: list[Pattern], vocab: dict[str, tuple[str, ...]], content: bytes, name: str) -> None:
    """Add what one file of a pack holds."""
    table = _parse_toml(content, name)
    if name.rpartition("/")[2] != VOCAB_FILE:
        patterns.extend(_patterns(table, name))
        return
    for key, entries in _vocab(table, name).items():
        if vocab.setdefault(key, entries) != entries:
            raise PatternError(name, "", key, "this list is already defined otherwise")


def _plugins() -> list[Path]:
    """The packs of installed plug-ins."""
    if not _may_have_plugins():
        return []
    from importlib.metadata import entry_points

    paths = []
    for point in sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda p: p.name):
        try:
            found = point.load()
            paths.append(Path(found() if callable(found) else found))
        except Exception as error:  # somebody else's code: whatever it raises, say whose it was
            why = f"entry point {point.name!r} gives no path: {error!r}"
            raise PatternError(ENTRY_POINT_GROUP, "", "", why) from error
    return paths


def _may_have_plugins() -> bool:
    """Whether it is worth importing ``importlib.metadata``, which takes longer than reading the shipped patterns.

    False only if everything that may bring distributions is a folder, and none in them names our group.
    """
    if any(hasattr(finder, "find_distributions") for finder in sys.meta_path if finder is not PathFinder):
        return True
    for folder in map(Path, dict.fromkeys(sys.path)):
        if folder.suffix == ".egg" or folder.is_file():
            return True
        for pattern in ("*.dist-info", "*.egg-info"):
            for file in folder.glob(f"{pattern}/entry_points.txt"):
                with suppress(OSError):
                    if ENTRY_POINT_GROUP.encode() in file.read_bytes():
                        return True
    return False


def _rule_numbers(patterns: Iterable[Pattern]) -> dict[tuple[str, int], int]:
    """(pattern id, place of the rule in it) -> number of the rule, when patterns are in the order of their ids."""
    places = (
        (pattern.id, place)
        for pattern in sorted(patterns, key=lambda p: p.id)
        for place in range(rule_count(pattern))
    )
    return {place: number for number, place in enumerate(places)}


def _renumbered(registry: Registry, numbers: Mapping[tuple[str, int], int]) -> dict[int, int]:
    """Number of a rule in ``registry`` -> its number in ``numbers``, for those that are there."""
    old = _rule_numbers(registry.patterns)
    return {number: numbers[place] for place, number in old.items() if place in numbers}


class Registry:
    """An immutable set of patterns with the vocabulary they refer to.

    >>> registry = Registry.load()
    >>> registry.select(languages=["en"], categories=["share"])  # doctest: +ELLIPSIS
    Registry(... patterns, digest ...)
    """

    def __init__(
        self, patterns: Iterable[Pattern], vocab: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    ) -> None:
        by_id: dict[str, Pattern] = {}
        for pattern in patterns:
            if pattern.id in by_id:
                why = f"duplicate id, also in {by_id[pattern.id].file}"
                raise PatternError(pattern.file, pattern.id, "id", why)
            by_id[pattern.id] = pattern
        ordered = tuple(by_id[key] for key in sorted(by_id))
        rules = tuple(make_rules(ordered, Vocabulary(vocab)))
        check_rules(rules)
        self._set(ordered, vocab, rules, Index.build(rules))

    def _set(
        self,
        patterns: Sequence[Pattern],
        vocab: Mapping[str, tuple[str, ...]],
        rules: Sequence[Rule],
        index: Index,
    ) -> None:
        self._patterns, self._rules, self._index = patterns, rules, index
        self._vocab = MappingProxyType(dict(sorted(vocab.items())))

    @classmethod
    def _checked(
        cls, patterns: Iterable[Pattern], vocab: Mapping[str, tuple[str, ...]], index: Index
    ) -> Registry:
        """A registry of patterns that have been checked and indexed before."""
        ordered = tuple(sorted(patterns, key=lambda p: p.id))
        registry = cls.__new__(cls)
        rules = tuple(make_rules(ordered, Vocabulary(vocab), index.facts))
        registry._set(ordered, vocab, rules, index)
        return registry

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        """All patterns, in the order of their ids."""
        if not isinstance(self._patterns, tuple):
            self._patterns = tuple(self._patterns)
        return self._patterns

    @property
    def vocab(self) -> Mapping[str, tuple[str, ...]]:
        """The word lists that templates may name."""
        return self._vocab

    @property
    def rules(self) -> Sequence[Rule]:
        """What is searched for: the rules of the first pattern, of the second, and so on."""
        return self._rules

    @property
    def index(self) -> Index:
        """Where the rules are found by their words."""
        return self._index

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Registry):
            return NotImplemented
        return self is other or (self.patterns, self.vocab) == (other.patterns, other.vocab)

    def __hash__(self) -> int:
        return hash(self.digest)

    def __reduce__(self) -> tuple[Any, ...]:
        return Registry._checked, (self.patterns, dict(self.vocab), self.index)

    def __deepcopy__(self, memo: object) -> Registry:
        return self  # immutable; frameworks copy their parameters generously

    def __len__(self) -> int:
        return len(self._patterns)

    def __iter__(self) -> Iterator[Pattern]:
        return iter(self.patterns)

    def __repr__(self) -> str:
        return f"Registry({len(self.patterns)} patterns, digest {self.digest[:12]})"

    def __getitem__(self, pattern_id: str) -> Pattern:
        """The pattern with this id; raises KeyError."""
        return self._by_id[pattern_id]

    @cached_property
    def _by_id(self) -> dict[str, Pattern]:
        return {pattern.id: pattern for pattern in self.patterns}

    @classmethod
    def load(cls, *packs: str | Path, default: bool = True, plugins: bool = True) -> Registry:
        """Load the patterns that ship with the package, installed plug-in packs, and ``packs``.

        A pack is a folder (``vocab.toml`` and ``<language>/<category>.toml``) or one TOML
        file. ``default=False`` leaves the shipped ones out, ``plugins=False`` those of
        the entry-point group ``stripper.packs`` (each entry point names an object that is, or returns, a path).

        Raises :class:`~stripper.errors.PatternError` naming file, id and key.
        """
        paths = [default_pack_path()] if default else []
        if plugins:
            paths += _plugins()
        registry = cls._shipped(paths.pop(0)) if default else cls((), {})
        return registry.extend(*paths, *packs)

    def extend(self, *packs: str | Path) -> Registry:
        """A registry with the patterns of ``packs`` added; their vocabulary may use and add to this one's."""
        if not packs:
            return self
        patterns, vocab = list(self.patterns), dict(self.vocab)
        for path in map(Path, packs):
            for name, content in _read_files(path).items():
                _add(patterns, vocab, content, name)
        if len(patterns) == len(self.patterns) and vocab == self.vocab:
            return self
        return self._grown(patterns[len(self.patterns) :], vocab)

    def with_patterns(self, patterns: Iterable[Pattern]) -> Registry:
        """A registry with these patterns added, which may use this one's vocabulary.

        Raises :class:`~stripper.errors.PatternError` for one that cannot be used or whose id is taken.
        """
        new = list(patterns)
        return self._grown(new, self.vocab) if new else self

    def _grown(self, new: list[Pattern], vocab: Mapping[str, tuple[str, ...]]) -> Registry:
        """Only the new patterns are checked and indexed; those here cannot have changed."""
        known = {pattern.id: pattern for pattern in self.patterns}
        for pattern in new:
            if pattern.id in known:
                why = f"duplicate id, also in {known[pattern.id].file}"
                raise PatternError(pattern.file, pattern.id, "id", why)
        added = Registry(tuple(new), vocab)
        everything = (*self.patterns, *added.patterns)
        numbers = _rule_numbers(everything)
        parts = ((part.index, _renumbered(part, numbers)) for part in (self, added))
        return Registry._checked(everything, vocab, Index.merge(parts))

    @classmethod
    def _shipped(cls, folder: Path) -> Registry:
        """The default patterns: with their index from the cache, or worked out and cached."""
        files = _read_files(folder)
        key = build_key(files)
        cached = read_cache(folder, key)
        if cached is not None and cached[0]["byteorder"] == sys.byteorder:
            values, data = cached
            vocab = {name: tuple(entries) for name, entries in values["vocab"].items()}
            stored = Stored(data[values["stored"] :], Vocabulary(vocab))
            index = replace(Index.load(values["index"], data), facts=stored.facts)
            registry = cls.__new__(cls)
            registry._set(stored.patterns, vocab, stored.rules, index)
            registry.__dict__ |= {name: values[name] for name in ("digest", "rules_by_language")}
            return registry
        found: list[Pattern] = []
        words: dict[str, tuple[str, ...]] = {}
        for name, content in files.items():
            _add(found, words, content, name)
        registry = cls(found, words)
        index = registry.index.vetted(registry.rules)
        registry = cls._checked(registry.patterns, words, index)
        header, tables = replace(index, facts=()).dump()  # the facts are stored with their patterns
        values = {
            "vocab": words,
            "index": header,
            "stored": len(tables),
            "digest": registry.digest,
            "rules_by_language": registry.rules_by_language,
            "byteorder": sys.byteorder,
        }
        patterns = Stored.pack(registry.patterns, index.facts)
        write_cache(folder, key, values, tables + patterns)
        return registry

    def select(
        self,
        languages: Collection[str] | None = None,
        categories: Collection[str | Category] | None = None,
        ids: Collection[str] | None = None,
    ) -> Registry:
        """The patterns of these languages (and the language-neutral ones), categories and ids.

        Raises ValueError for a language, category or id that the registry does not have.
        """
        for what, wanted, known in (
            ("language", languages, {p.language for p in self.patterns}),
            ("category", categories, set(Category)),
            ("id", ids, {p.id for p in self.patterns}),
        ):
            if isinstance(wanted, str):
                raise ValueError(f"{what} must be a collection of strings, not one string")
            for value in wanted or ():
                if value not in known:
                    raise ValueError(f"unknown {what} {value!r}")
        kept = (
            p
            for p in self.patterns
            if (languages is None or p.language in languages or p.language == NEUTRAL_LANGUAGE)
            and (categories is None or p.category in categories)
            and (ids is None or p.id in ids)
        )
        chosen = tuple(kept)
        if len(chosen) == len(self):
            return self
        index = Index.merge([(self.index, _renumbered(self, _rule_numbers(chosen)))])
        return Registry._checked(chosen, self.vocab, index)

    def rules_of(self, pattern_id: str) -> Sequence[Rule]:
        """The rules of one pattern; none if it is unknown."""
        return self._rules_by_id.get(pattern_id, ())

    @cached_property
    def _rules_by_id(self) -> Mapping[str, Sequence[Rule]]:
        found: dict[str, list[Rule]] = {}
        for rule in self.rules:
            found.setdefault(rule.pattern.id, []).append(rule)
        return found

    @cached_property
    def rules_by_language(self) -> Mapping[str, int]:
        """How many rules each language has."""
        counts: dict[str, int] = {}
        for rule in self.rules:
            counts[rule.pattern.language] = counts.get(rule.pattern.language, 0) + 1
        return counts

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the content, the same for any order and any folder of the files."""
        import hashlib
        import json

        content = [{**asdict(p), "file": ""} for p in self.patterns]
        canonical = json.dumps([content, dict(self.vocab)], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()
