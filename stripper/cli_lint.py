"""The findings of ``stripper patterns lint``, for people, programs and pull requests."""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path

from stripper import Registry
from stripper.lint import Finding, Level, lint

__all__ = ["FindingFormat", "all_findings", "print_findings"]


class FindingFormat(StrEnum):
    """How findings are printed."""

    rich = "rich"
    json = "json"
    github = "github"


def all_findings(registry: Registry, files: Collection[str] | None, *, warnings: bool) -> list[Finding]:
    """Errors first, then warnings."""
    from stripper.lint_regex import explosive_regexes
    from stripper.lint_rules import examine

    rules = [rule for rule in registry.rules if files is None or rule.pattern.file in files]
    found = [
        *lint(registry, files),
        *explosive_regexes(rules),
        *(examine(registry, files) if warnings else ()),
    ]
    shown = (f for f in found if warnings or f.level is Level.ERROR)
    return sorted(shown, key=lambda f: f.level is Level.WARNING)


def print_findings(findings: Sequence[Finding], style: FindingFormat, roots: Iterable[Path]) -> None:
    """Print to standard output; ``roots`` are the folders and files that the names of files are relative to."""
    if style is FindingFormat.json:
        rows = [{**asdict(f), "level": str(f.level)} for f in findings]
        _write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    elif style is FindingFormat.github:
        places = list(roots)
        _write("".join(f"{_annotation(f, places)}\n" for f in findings))
    elif sys.stdout.isatty():
        from rich.console import Console
        from rich.text import Text

        console = Console(highlight=False, soft_wrap=True)
        for f in findings:
            line = Text(str(f))
            line.stylize(
                "bold red" if f.level is Level.ERROR else "yellow", 0, len(f.file) + len(f.pattern_id) + 2
            )
            console.print(line)
    else:
        _write("".join(f"{f}\n" for f in findings))


def _annotation(finding: Finding, roots: list[Path]) -> str:
    """A workflow command, from which GitHub makes an annotation at the pattern's id."""
    path = next((p for root in roots for p in _candidates(root, finding.file) if p.is_file()), None)
    place = f"file={_property(_shown(path))}" if path else f"file={_property(finding.file)}"
    line = _line_of(path, finding.pattern_id) if path else 0
    place += f",line={line}" if line else ""
    title = _property(f"{finding.rule} ({finding.pattern_id})")
    return f"::{finding.level} {place},title={title}::{_data(finding.message)}"


def _candidates(root: Path, name: str) -> tuple[Path, ...]:
    return (root / name, root) if root.name == name else (root / name,)


def _shown(path: Path) -> str:
    """The path as GitHub wants it: from the folder that the command runs in."""
    here, real = Path.cwd(), path.resolve()
    return real.relative_to(here).as_posix() if real.is_relative_to(here) else str(path)


def _line_of(path: Path, pattern_id: str) -> int:
    """The line, from 1, in which a pattern's id is given; 0 if there is none."""
    quoted = (f'"{pattern_id}"', f"'{pattern_id}'")
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    places = (
        n for n, line in enumerate(lines, 1) if line.startswith("id") and any(q in line for q in quoted)
    )
    return next(places, 0)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _write(text: str) -> None:
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()
