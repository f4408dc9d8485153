"""The command line: ``stripper clean``, ``scan``, ``explain``, ``run``, ``mine``, ``evaluate`` and ``patterns``.

Exit codes: 0 done, 1 findings (lint), 2 bad input or arguments.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, ParamSpec

import typer
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from stripper import Cleaner, Policy, Registry, Result, __version__
from stripper.cli_lint import FindingFormat, all_findings, print_findings
from stripper.cli_run import run
from stripper.cli_tools import COMMANDS, PATTERN_COMMANDS, LearnOption, learned
from stripper.errors import InputError, StripperError
from stripper.lint import Level
from stripper.pattern import Category
from stripper.registry import VOCAB_FILE, default_pack_path

__all__ = ["app"]

app = typer.Typer(
    help="Strip boilerplate and disclaimers from plain text.", no_args_is_help=True, add_completion=False
)
patterns_app = typer.Typer(help="Look at and check the pattern registry.", no_args_is_help=True)
app.add_typer(patterns_app, name="patterns")


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"stripper {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Strip boilerplate and disclaimers from plain text."""


_COLOURS = {
    Category.SYNDICATION: "cyan",
    Category.COPYRIGHT: "yellow",
    Category.DISCLAIMER: "magenta",
    Category.SHARE: "green",
    Category.SUBSCRIBE: "bright_green",
    Category.RELATED: "blue",
    Category.COMMENTS: "bright_blue",
    Category.UI: "bright_black",
    Category.CONTACT: "bright_cyan",
    Category.PROMO: "bright_magenta",
    Category.EMAIL: "bright_yellow",
}


class PolicyName(StrEnum):
    """The presets of :class:`stripper.Policy`."""

    precise = "precise"
    balanced = "balanced"
    aggressive = "aggressive"


File = Annotated[str, typer.Argument(metavar="[FILE|-]", help="A text file, or - for standard input.")]
PolicyOption = Annotated[PolicyName, typer.Option("--policy", "-p", help="How sure to be.")]
PackOption = Annotated[
    list[Path] | None, typer.Option("--pack", help="A further pack: a folder or TOML file. Repeatable.")
]


@contextmanager
def _errors_on_stderr() -> Iterator[None]:
    """Turn errors that users can mend into one line on stderr and exit code 2; end quietly on a closed pipe."""
    try:
        yield
        sys.stdout.flush()
    except StripperError as error:
        print(f"stripper: {error}", file=sys.stderr)
        raise typer.Exit(2) from None
    except OSError as error:  # a full disk, a folder that may not be written to, a reader that has left
        with suppress(OSError):  # Python would complain once more when it flushes stdout at exit
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            raise typer.Exit(0) from None
        print(f"stripper: {error.filename or 'output'}: {error.strerror or error}", file=sys.stderr)
        raise typer.Exit(2) from None


P = ParamSpec("P")


def _with_errors_on_stderr(command: Callable[P, None]) -> Callable[P, None]:
    """A command of another module, with this one's way to report errors."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> None:
        with _errors_on_stderr():
            command(*args, **kwargs)

    return wrapped


app.command("run")(_with_errors_on_stderr(run))
for _name, _command in COMMANDS.items():
    app.command(_name)(_with_errors_on_stderr(_command))
for _name, _command in PATTERN_COMMANDS.items():
    patterns_app.command(_name)(_with_errors_on_stderr(_command))


class ErrorsName(StrEnum):
    """What becomes of bytes that the encoding does not know."""

    STRICT = "strict"
    REPLACE = "replace"
    KEEP = "keep"


EncodingOption = Annotated[
    str | None,
    typer.Option("--encoding", help="Of the input; default: UTF-8, with or without a byte order mark."),
]
ErrorsOption = Annotated[
    ErrorsName,
    typer.Option(
        "--errors", help="Bytes that are no text: an error, replaced by \ufffd, or kept as they are."
    ),
]


def _read(name: str, encoding: str | None = None, errors: ErrorsName = ErrorsName.STRICT) -> str:
    """The text of a file or of standard input; raises InputError with one clear line."""
    try:
        if name == "-":
            data = sys.stdin.buffer.read()
        else:
            path = Path(name)
            if path.is_dir():
                raise InputError(f"{name}: is a folder, not a text file")
            data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{name}: {error.strerror or error}") from None
    if encoding is None and b"\0" in data[:8192]:
        raise InputError(f"{name}: looks like a binary file, not text")
    handler = "surrogateescape" if errors is ErrorsName.KEEP else str(errors)
    shown = encoding or "UTF-8"
    try:
        if encoding is None:
            return data.decode("utf-8-sig", handler)
        return data.decode(encoding, handler).removeprefix("\ufeff")
    except LookupError:
        raise InputError(f"--encoding: no text encoding {encoding!r}") from None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(f"{name}: line {line}: not valid {shown} (byte {error.start})") from None
    except ValueError as error:  # of codecs that say no more, and of a name with NUL in it
        raise InputError(f"{name}: not valid {shown!a}: {error}") from None


def _write(text: str) -> None:
    """Write text as UTF-8 whatever the terminal's encoding, newlines untouched; bytes that were kept as they came."""
    try:
        data = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        data = text.encode("utf-8", "surrogatepass")
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _print(*renderables: RenderableType) -> None:
    """Print with colours if this is a terminal, as UTF-8 whatever its encoding."""
    rendered = io.StringIO()
    width = None if sys.stdout.isatty() else 160
    console = Console(
        file=rendered, force_terminal=sys.stdout.isatty(), width=width, soft_wrap=True, highlight=False
    )
    for renderable in renderables:
        console.print(renderable)
    _write(rendered.getvalue())


def _cleaner(policy: PolicyName, packs: list[Path] | None) -> Cleaner:
    return Cleaner(Registry.load(*(packs or [])), Policy.named(policy))


def _as_json(data: Any) -> None:
    _write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")


def _shown(result: Result) -> Text:
    """The input with removed spans coloured by category."""
    text, shown, at = result.restore(), Text(), 0
    for span in result.spans:
        shown.append(text[at : span.start])
        shown.append(span.text, style=f"strike {_COLOURS.get(span.category, 'red')}")
        at = span.end
    shown.append(text[at:])
    return shown


def _legend(result: Result) -> Text:
    legend = Text("removed: ")
    for category in dict.fromkeys(span.category for span in result.spans):
        legend.append(f" {category} ", style=_COLOURS.get(category, "red"))
    return legend


@app.command()
def clean(
    file: File = "-",
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole result as JSON.")] = False,
    show: Annotated[bool, typer.Option("--show", help="Print the text with removed spans coloured.")] = False,
    policy: PolicyOption = PolicyName.balanced,
    pack: PackOption = None,
    learn_from: LearnOption = None,
    encoding: EncodingOption = None,
    errors: ErrorsOption = ErrorsName.STRICT,
) -> None:
    """Print the article body of a text."""
    with _errors_on_stderr():
        text = _read(file, encoding, errors)
        cleaner = _cleaner(policy, pack)
        result = (learned(cleaner, learn_from) if learn_from else cleaner).clean(text)
        if as_json:
            _as_json(result.to_dict())
        elif show:
            _print(_shown(result), _legend(result))
        else:
            _write(result.body if result.body.endswith("\n") or not result.body else result.body + "\n")


@app.command()
def scan(
    file: File = "-",
    policy: PolicyOption = PolicyName.balanced,
    pack: PackOption = None,
    encoding: EncodingOption = None,
    errors: ErrorsOption = ErrorsName.STRICT,
) -> None:
    """Print the spans that would be removed, one JSON object a line."""
    with _errors_on_stderr():
        for span in _cleaner(policy, pack).clean(_read(file, encoding, errors)).to_dict()["spans"]:
            _write(json.dumps(span, ensure_ascii=False) + "\n")


@app.command()
def explain(
    file: File = "-",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    policy: PolicyOption = PolicyName.balanced,
    pack: PackOption = None,
    encoding: EncodingOption = None,
    errors: ErrorsOption = ErrorsName.STRICT,
) -> None:
    """Print every candidate with the reason why it was believed or not."""
    with _errors_on_stderr():
        found = _cleaner(policy, pack).explain(_read(file, encoding, errors))
        if as_json:
            _as_json([{f: getattr(e, f) for f in e.__slots__} for e in found])
            return
        table = Table("span", "score", "verdict", "pattern", "text")
        for e in found:
            verdict = "removed" if e.removed else e.reason
            quoted = " ".join(e.text.split())
            table.add_row(
                f"{e.start}:{e.end}",
                f"{e.score:.2f}",
                verdict,
                e.pattern_id,
                Text(quoted if len(quoted) < 80 else quoted[:77] + "..."),
            )
        _print(table)


@patterns_app.command("list")
def list_patterns(
    category: Annotated[str | None, typer.Option(help="Only this category.")] = None,
    language: Annotated[str | None, typer.Option(help="Only this language (and mul).")] = None,
    pack: PackOption = None,
) -> None:
    """List the patterns: id, kind, strength, zone, extent."""
    with _errors_on_stderr():
        registry = Registry.load(*(pack or []))
        try:
            chosen = registry.select(
                languages=[language] if language else None, categories=[category] if category else None
            )
        except ValueError as error:
            raise InputError(str(error)) from None
        for p in chosen:
            _write(f"{p.id}\t{p.kind}\t{p.strength}\t{p.zone}\t{p.extent}\n")


@patterns_app.command("show")
def show_pattern(pattern_id: Annotated[str, typer.Argument(metavar="ID")], pack: PackOption = None) -> None:
    """Print one pattern with its templates and examples."""
    with _errors_on_stderr():
        registry = Registry.load(*(pack or []))
        try:
            pattern = registry[pattern_id]
        except KeyError:
            raise InputError(f"no pattern {pattern_id!r}; see: stripper patterns list") from None
        _as_json({f: getattr(pattern, f) for f in pattern.__slots__ if getattr(pattern, f) not in ((), "")})


@patterns_app.command("lint")
def lint_patterns(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Pattern files or folders; default: all that ship.")
    ] = None,
    alone: Annotated[
        bool, typer.Option("--alone", help="Check the files without the other shipped patterns.")
    ] = False,
    style: Annotated[
        FindingFormat, typer.Option("--format", help="For people, programs, or annotations on GitHub.")
    ] = FindingFormat.rich,
    warnings: Annotated[
        bool, typer.Option("--warnings/--no-warnings", help="Also look for what somebody should look at.")
    ] = True,
) -> None:
    """Check patterns against their examples and each other; exit code 1 if there are errors."""
    with _errors_on_stderr():
        root, chosen = default_pack_path(), files or []
        for path in chosen:
            if not path.exists():
                raise InputError(f"{path}: no such file or folder")
        outside = [f for f in chosen if not f.resolve().is_relative_to(root)]
        if alone:
            vocab = [] if root / VOCAB_FILE in chosen else [root / VOCAB_FILE]
            registry = Registry.load(*vocab, *chosen, default=False, plugins=False)
            wanted = None
        else:
            shipped = Registry.load()
            registry = shipped.extend(*outside) if outside else shipped
            wanted = _files_of(chosen, root, registry, shipped) if chosen else None
        findings = all_findings(registry, wanted, warnings=warnings)
        print_findings(findings, style, [*chosen, root])
        checked = sum(1 for p in registry if wanted is None or p.file in wanted)
        errors = sum(finding.level is Level.ERROR for finding in findings)
        counted = f"{errors} findings, {len(findings) - errors} warnings"
        print(f"{checked} patterns checked, {counted}", file=sys.stderr)
        if errors:
            raise typer.Exit(1)


def _files_of(chosen: list[Path], root: Path, registry: Registry, shipped: Registry) -> set[str]:
    """Names (as in ``Pattern.file``) of the chosen files, shipped or not."""
    names = {p.file for p in registry} - {p.file for p in shipped}
    for path in chosen:
        if path.resolve().is_relative_to(root):
            found = path.rglob("*.toml") if path.is_dir() else [path]
            names |= {f.resolve().relative_to(root).as_posix() for f in found}
    return names


@app.command()
def version() -> None:
    """Print the version and the registry's digest."""
    with _errors_on_stderr():
        registry = Registry.load()
        _write(f"stripper {__version__}, {len(registry)} patterns, digest {registry.digest[:12]}\n")
