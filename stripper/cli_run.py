"""``stripper run``: files in, cleaned files out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table

from stripper import Category, Cleaner, Policy, Registry, pipe
from stripper.errors import InputError
from stripper.rows import Unit

__all__ = ["run"]

_PATTERNS_SHOWN = 15
_INTERRUPTED = 130  # what shells report for Ctrl-C

Inputs = Annotated[
    list[str],
    typer.Argument(metavar="INPUT...", help="Text, JSONL (.gz, .zst) or Parquet files, folders or globs."),
]
Out = Annotated[
    Path, typer.Option("--out", "-o", help="One .jsonl, .jsonl.gz, .jsonl.zst or .parquet file, or a folder.")
]
TextField = Annotated[str, typer.Option("--text-field", "-f", help="Field or column that holds the text.")]
KeepOriginal = Annotated[
    bool,
    typer.Option(
        "--keep-original/--drop-original", help="Also keep the text as it came, in TEXT-FIELD_original."
    ),
]
StampField = Annotated[str, typer.Option("--stamp-field", help="Field for version and digests.")]
Spans = Annotated[
    Path | None,
    typer.Option("--spans", help="Side-car (JSONL, .gz, .zst): every removed span with its place."),
]
UnitOption = Annotated[Unit, typer.Option("--offsets", help="What the side-car's offsets count.")]
Rejects = Annotated[
    Path | None, typer.Option("--rejects", help="File for bad rows; default: OUT.rejects.jsonl.")
]
Workers = Annotated[int, typer.Option("--workers", "-w", min=1, help="Processes.")]
ShardSize = Annotated[
    float | None, typer.Option("--shard-size", help="Megabytes of input that a process takes at a time.")
]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with a run that was stopped.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace outputs, and start stopped runs over.")]
Alone = Annotated[bool, typer.Option("--alone", help="Use the patterns of --pack only.")]
Languages = Annotated[
    list[str] | None, typer.Option("--language", help="Only patterns of this language (and mul). Repeatable.")
]
Categories = Annotated[
    list[Category] | None, typer.Option("--category", help="Only patterns of this category. Repeatable.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar and no summary.")]
PolicyOption = Annotated[
    str, typer.Option("--policy", "-p", help="How sure to be: precise, balanced or aggressive.")
]
Packs = Annotated[
    list[Path] | None, typer.Option("--pack", help="A further pack: a folder or TOML file. Repeatable.")
]


def run(
    inputs: Inputs,
    out: Out,
    text_field: TextField = "text",
    keep_original: KeepOriginal = False,
    spans: Spans = None,
    offsets: UnitOption = Unit.CODE_POINTS,
    rejects: Rejects = None,
    workers: Workers = 1,
    resume: Resume = False,
    overwrite: Overwrite = False,
    policy: PolicyOption = "balanced",
    pack: Packs = None,
    alone: Alone = False,
    language: Languages = None,
    category: Categories = None,
    stamp_field: StampField = "stripper",
    shard_size: ShardSize = None,
    quiet: Quiet = False,
) -> None:
    """Clean many files: text, JSONL, Parquet, folders and globs of them."""
    settings = pipe.Settings(
        text_field=text_field,
        keep_original=keep_original,
        stamp_field=stamp_field,
        spans=spans,
        unit=offsets,
        rejects=rejects,
        workers=workers,
        shard_bytes=None if shard_size is None else int(shard_size * 1e6),
        resume=resume,
        overwrite=overwrite,
    )
    registry = _registry(pack or [], alone, language, category)
    try:
        with _bar(quiet) as show:
            summary = pipe.run(inputs, out, Cleaner(registry, Policy.named(policy)), settings, show)
    except KeyboardInterrupt:
        print(f"stripper: stopped; --resume goes on where {out} stopped", file=sys.stderr)
        raise typer.Exit(_INTERRUPTED) from None
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        raise InputError(f"{where}{error.strerror or error}") from None
    if not quiet:
        _report(summary)
    if summary.rejects:
        rows = "row" if summary.tally.rejected == 1 else "rows"
        print(f"stripper: {summary.tally.rejected} bad {rows}, kept in {summary.rejects}", file=sys.stderr)


def _registry(
    packs: list[Path], alone: bool, languages: list[str] | None, categories: list[Category] | None
) -> Registry:
    if alone and not packs:
        raise InputError("--alone leaves no patterns without --pack")
    registry = Registry.load(*packs, default=not alone, plugins=not alone)
    if not (languages or categories):
        return registry
    try:
        return registry.select(languages or None, categories or None)
    except ValueError as error:
        raise InputError(str(error)) from None


@contextmanager
def _bar(quiet: bool) -> Iterator[Callable[[pipe.Progress], None]]:
    """A progress bar on stderr: share done, rate, time left, removed share. Only a terminal sees it move."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield lambda _: None
        return
    columns = (
        TextColumn("{task.percentage:>3.0f} %"),
        BarColumn(None),
        TextColumn("{task.fields[rate]} left"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[removed]} removed"),
    )
    with Progress(*columns, console=console, auto_refresh=False) as bar:
        task: TaskID | None = None

        def show(progress: pipe.Progress) -> None:
            nonlocal task
            if task is None:
                task = bar.add_task("", total=progress.total, rate="", removed="")
            done = progress.done
            seconds = bar.tasks[0].elapsed or 0.0
            rate = f"{done.weight / seconds / 1e6:.2f} MB/s" if seconds else "- MB/s"
            share = done.removed / done.characters if done.characters else 0.0
            bar.update(
                task,
                completed=progress.skipped + done.weight,
                rate=rate,
                removed=f"{share:.1%}",
                refresh=True,
            )

        yield show


def _report(summary: pipe.Summary) -> None:
    """The summary table: categories with their largest patterns."""
    tally = summary.tally
    table = Table("category", "pattern", "spans", "characters", box=None)
    shown = sorted(tally.patterns.items(), key=lambda item: (-item[1][1], item[0]))[:_PATTERNS_SHOWN]
    for category, (spans, characters) in tally.categories().items():
        table.add_row(category, "", f"{spans:,}", f"{characters:,}", style="bold")
        for (of, pattern), (some, length) in shown:
            if of == category:
                table.add_row("", pattern, f"{some:,}", f"{length:,}")
    console = Console(soft_wrap=True, highlight=False, width=None if sys.stdout.isatty() else 160)
    if tally.patterns:
        console.print(table)
    left_out = len(tally.patterns) - len(shown)
    if left_out:
        console.print(f"and {left_out} more patterns")
    console.print(
        f"{tally.rows:,} rows, {tally.changed:,} changed, {tally.rejected:,} rejected; "
        f"{tally.removed:,} of {tally.characters:,} characters removed ({tally.share:.1%})"
    )
    if summary.resumed:
        console.print(f"{summary.resumed} of {summary.shards} shards were done before")
    console.print(f"stripper {summary.version}, registry {summary.registry}, policy {summary.policy}")
