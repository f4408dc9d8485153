"""Merge the marks of a review into a pack: ``stripper patterns apply``.

A patch holds ``[[example]]`` tables with ``pattern``, ``kind`` (match or keep) and ``text``. Only the lists of examples are
touched; comments, order and layout of the files stay.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stripper.errors import InputError, PatchError

__all__ = ["Example", "Merge", "merge_examples", "read_patch"]

_KINDS = ("match", "keep")


@dataclass(frozen=True, slots=True)
class Example:
    """One example for a pattern; ``kind`` is ``match`` or ``keep``."""

    pattern: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Merge:
    """New contents of the files that change, and how many examples were added or were there already."""

    files: dict[Path, str]
    added: int
    known: int


def read_patch(path: Path) -> tuple[Example, ...]:
    """The examples of a patch; raises :class:`~stripper.errors.PatchError` saying what is wrong with it."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from None
    except ValueError as error:
        raise PatchError(f"{path}: not valid TOML: {error}") from None
    rows = table.get("example", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise PatchError(f"{path}: write [[example]], with two brackets")
    examples = tuple(_example(row, f"{path}: example {number}") for number, row in enumerate(rows, 1))
    kinds: dict[tuple[str, str], str] = {}
    for example in examples:
        if kinds.setdefault((example.pattern, example.text), example.kind) != example.kind:
            raise PatchError(f"{path}: {example.pattern}: marked both ways: {example.text!r}")
    return tuple(dict.fromkeys(examples))


def _example(row: dict[str, Any], where: str) -> Example:
    values = [row.get(key) for key in ("pattern", "kind", "text")]
    if not all(isinstance(value, str) and value.strip() for value in values):
        raise PatchError(f"{where}: needs pattern, kind and text")
    if row["kind"] not in _KINDS:
        raise PatchError(f"{where}: kind is match or keep, not {row['kind']!r}")
    return Example(row["pattern"], row["kind"], row["text"])


def merge_examples(pack: Path, examples: Iterable[Example]) -> Merge:
    """Add examples to the patterns of a pack (a folder or one TOML file); writes nothing.

    Raises :class:`~stripper.errors.PatchError` for a pattern that the pack does not have, and for an example that stands
    in the pattern's other list: that is for a person to decide.
    """
    tomlkit = _tomlkit()
    wanted: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        wanted[example.pattern].append(example)
    files: dict[Path, str] = {}
    added = known = 0
    paths = sorted(pack.rglob("*.toml")) if pack.is_dir() else [pack]
    for path in paths:
        try:
            text = path.read_bytes().decode("utf-8")
            document = tomlkit.parse(text)
        except OSError as error:
            raise InputError(f"{path}: {error.strerror or error}") from None
        except ValueError as error:
            raise PatchError(f"{path}: not valid TOML: {error}") from None
        before = added
        patterns = document.get("pattern", [])
        for pattern in patterns if isinstance(patterns, list) else []:
            for example in wanted.pop(str(pattern.get("id")), []):
                new = _add(pattern, example)
                added, known = added + new, known + (not new)
        if added > before:
            files[path] = tomlkit.dumps(document)
    if wanted:
        raise PatchError(f"{pack}: no pattern {', '.join(sorted(wanted))}")
    return Merge(files, added, known)


def _add(pattern: Any, example: Example) -> bool:
    """Add one example to its list; False if it is there."""
    other = _KINDS[example.kind == _KINDS[0]]
    if example.text in pattern.get(other, []):
        raise PatchError(f"{example.pattern}: {example.text!r} is an example of {other} already")
    examples = pattern[example.kind]
    if example.text in examples:
        return False
    lines = "\n" in examples.as_string()
    if lines:
        examples.add_line(example.text, indent="  ") if len(examples) else examples.append(example.text)
        if not examples.as_string().rstrip("]").endswith("\n"):
            examples.add_line(indent="")
    else:
        examples.append(example.text)
    return True


def _tomlkit() -> Any:
    try:
        import tomlkit
    except ImportError:
        raise InputError("patterns apply needs tomlkit; pip install 'boilerplate-stripper[review]'") from None
    return tomlkit
