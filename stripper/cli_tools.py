"""Tools over a registry and a corpus: ``mine``, ``evaluate``, ``review``, ``patterns diff`` and ``patterns apply``.

What they need is imported when they run, so that ``stripper clean`` starts no slower.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stripper import Cleaner, Policy, Registry
from stripper.errors import InputError
from stripper.registry import VOCAB_FILE, default_pack_path

if TYPE_CHECKING:
    from rich.table import Table

    from stripper.evaluate import GoldScore

__all__ = ["COMMANDS", "PATTERN_COMMANDS", "LearnOption", "learned"]

_PATTERNS_SHOWN = 25

Corpora = Annotated[
    list[str], typer.Argument(metavar="CORPUS...", help="Text, JSONL or Parquet files, folders or globs.")
]
TextField = Annotated[str, typer.Option("--text-field", "-f", help="Field or column that holds the text.")]
By = Annotated[str, typer.Option("--by", help="Field that names the source of a text (site, feed, host).")]
PolicyOption = Annotated[
    str, typer.Option("--policy", "-p", help="How sure to be: precise, balanced or aggressive.")
]
Packs = Annotated[
    list[Path] | None, typer.Option("--pack", help="A further pack: a folder or TOML file. Repeatable.")
]
LearnOption = Annotated[
    list[str] | None,
    typer.Option("--learn", help="Other texts of the same source, to learn its footers from. Repeatable."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


class BumpName(StrEnum):
    """Parts of a version number."""

    patch = "patch"
    minor = "minor"
    major = "major"


def _print(*lines: str) -> None:
    sys.stdout.buffer.write("".join(f"{line}\n" for line in lines).encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from None


# -- mine -----------------------------------------------------------------------------------------------


def mine(
    corpus: Corpora,
    by: By = "",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Where the draft pack goes.")] = None,
    text_field: TextField = "text",
    min_documents: Annotated[
        int, typer.Option(min=2, help="Different articles under which a wording must stand.")
    ] = 3,
    language: Annotated[str, typer.Option(help="First part of the new ids.")] = "mul",
    pack: Packs = None,
    alone: Annotated[bool, typer.Option("--alone", help="Also propose what shipped patterns know.")] = False,
) -> None:
    """Propose patterns for what repeats in a corpus: a draft pack, on standard output or in --out."""
    from stripper.corpus import Corpus
    from stripper.draft import pack_text
    from stripper.mine import mine as propose

    registry = Registry.load(*(pack or []), default=not alone, plugins=not alone)
    found = propose(
        Corpus.open(corpus, text_field, by), Cleaner(registry), min_documents=min_documents, language=language
    )
    text = pack_text(found.drafts)
    if out is None:
        _print(text.rstrip("\n"))
    else:
        _write(out, text)
    print(
        f"{found.documents} documents of {found.sources} sources, {len(found.drafts)} proposals",
        file=sys.stderr,
    )
    for why, count in found.dropped.items():
        if count:
            print(f"dropped, {why}: {count}", file=sys.stderr)


def learned(cleaner: Cleaner, inputs: list[str]) -> Cleaner:
    """The cleaner with what repeats in files of the same source."""
    from stripper.corpus import Corpus
    from stripper.mine import learn

    return learn(cleaner, (document.text for document in Corpus.open(inputs)))


# -- evaluate -------------------------------------------------------------------------------------------


def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD.jsonl", help="Annotated documents.")],
    fail_under: Annotated[
        list[str] | None,
        typer.Option(
            help="Exit with 1 below this: 0.9 (recall), or precision=0.99, kept=0.9995. Repeatable."
        ),
    ] = None,
    as_json: AsJson = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="List all patterns and all mistakes.")] = False,
    policy: PolicyOption = "balanced",
    pack: Packs = None,
) -> None:
    """Measure recall, precision and article text kept on annotated documents, with 95 % intervals."""
    from stripper.evaluate import evaluate as run
    from stripper.evaluate import failures, read_gold

    floors = _floors(fail_under or [])
    documents = list(read_gold(gold))
    if not documents:
        raise InputError(f"{gold}: no documents")
    score = run(Cleaner(Registry.load(*(pack or [])), Policy.named(policy)), documents)
    if as_json:
        _print(json.dumps(_figures(score), ensure_ascii=False, indent=1))
    else:
        _report(score, verbose)
    missed = failures(score, floors)
    for line in missed:
        print(f"stripper: {line}", file=sys.stderr)
    if missed:
        raise typer.Exit(1)


def _floors(given: list[str]) -> dict[str, float]:
    from stripper.evaluate import MEASURES

    floors: dict[str, float] = {}
    for text in given:
        name, _, value = text.rpartition("=")
        try:
            number = float(value)
        except ValueError:
            number = -1.0
        if (name or "recall") not in MEASURES or not 0 <= number <= 1:
            known = ", ".join(MEASURES)
            raise InputError(f"--fail-under {text}: give a share from 0 to 1, or NAME=SHARE with {known}")
        floors[name or "recall"] = number
    return floors


def _figures(score: GoldScore) -> dict[str, Any]:
    return {
        "all": score.figures(),
        "perfect": score.perfect_share(),
        "languages": {lang: score.figures(lang) for lang in score.languages()},
        "categories": {name: score.figures("", (name,)) for name in score.categories()},
        "patterns": {name: vars(tally) for name, tally in score.scorecard.worst_first()},
    }


def _report(score: GoldScore, verbose: bool) -> None:
    from rich.table import Table

    figures = _figures(score)
    table = Table("", "documents", "recall", "precision", "article text lost, %", box=None)
    for name, row in (("all", figures["all"]), *figures["languages"].items()):
        lost = [100 * v for v in (row["loss"], *row["loss_interval"])]
        table.add_row(
            name or "-",
            str(row["documents"]),
            _interval(row["recall"], *row["recall_interval"]),
            _interval(row["precision"], *row["precision_interval"]),
            _interval(*lost),
        )
    parts = Table("category", "characters", "recall", box=None)
    for name, row in figures["categories"].items():
        parts.add_row(name, str(row["gold"]), _interval(row["recall"], *row["recall_interval"]))
    patterns = Table("pattern", "hits", "right", "optional", "wrong", box=None)
    rows = list(figures["patterns"].items())
    for name, row in rows if verbose else rows[:_PATTERNS_SHOWN]:
        patterns.add_row(name, *(str(row[key]) for key in ("hits", "right", "neutral", "wrong")))
    _tables(table, parts, patterns)
    if not verbose and len(rows) > _PATTERNS_SHOWN:
        _print(f"and {len(rows) - _PATTERNS_SHOWN} more patterns")
    _print(f"{figures['perfect']:.0%} of the documents without any mistake")
    for miss in (*score.wrong, *score.missed) if verbose else ():
        _print(f"{miss.document}\t{miss.what}\t{miss.size}\t{miss.context!r}")


def _interval(value: float, low: float, high: float) -> str:
    return f"{value:.3f} ({low:.3f} to {high:.3f})"


def _tables(*tables: Table) -> None:
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 160)
    for table in tables:
        console.print(table, "", markup=False)


# -- patterns diff ----------------------------------------------------------------------------------------


def diff(
    old: Annotated[Path, typer.Argument(help="The pack as it was: a folder or TOML file.")],
    new: Annotated[Path, typer.Argument(help="The pack as it is to be.")],
    corpus: Annotated[
        list[str] | None, typer.Option("--corpus", "-c", help="Texts to try both on. Repeatable.")
    ] = None,
    bump: Annotated[
        BumpName | None, typer.Option(help="The declared update; exit with 1 if it is too small.")
    ] = None,
    text_field: TextField = "text",
    as_json: AsJson = False,
    policy: PolicyOption = "balanced",
) -> None:
    """Compare two versions of a pack: patterns, the version bump they need, documents whose result changes."""
    from stripper.corpus import Corpus
    from stripper.pack_diff import Bump, changed_documents, compare

    before, after = _pack(old), _pack(new)
    found = compare(before, after)
    if as_json:
        row = {key: list(getattr(found, key)) for key in found.__slots__}
        _print(json.dumps({**row, "bump": found.bump.name.lower()}, ensure_ascii=False))
    else:
        for key in found.__slots__:
            for name in getattr(found, key):
                _print(f"{key}: {name}")
        _print(f"needs: {found.bump.name.lower()}")
    count = total = 0
    if corpus:
        documents = Corpus.open(corpus, text_field)

        def counted() -> Iterator[Any]:
            nonlocal total
            for document in documents:
                total += 1
                yield document

        for change in changed_documents(before, after, counted(), Policy.named(policy)):
            count += 1
            for sign, spans in (("-", change.gone), ("+", change.new)):
                for s in spans:
                    if as_json:
                        place = {
                            "document": change.document.name,
                            "change": sign,
                            "start": s.start,
                            "end": s.end,
                        }
                        _print(
                            json.dumps(
                                {**place, "pattern_id": s.pattern_id, "text": s.text}, ensure_ascii=False
                            )
                        )
                    else:
                        shown = " ".join(s.text.split())
                        _print(f"{change.document.name}: {sign} {s.start}:{s.end} {s.pattern_id} {shown!r}")
        print(f"{count} of {total} documents change", file=sys.stderr)
    if bump is not None and found.bump > Bump[bump.name.upper()]:
        print(
            f"stripper: a {bump} update is declared, this is a {found.bump.name.lower()} one", file=sys.stderr
        )
        raise typer.Exit(1)


def _pack(path: Path) -> Registry:
    """A pack by itself; one without a vocabulary uses the shipped one."""
    vocab = [] if (path / VOCAB_FILE).exists() else [default_pack_path() / VOCAB_FILE]
    return Registry.load(*vocab, path, default=False, plugins=False)


# -- review and patterns apply ----------------------------------------------------------------------------


def review(
    corpus: Corpora,
    out: Annotated[Path, typer.Option("--out", "-o", help="The page to write.")] = Path("review.html"),
    text_field: TextField = "text",
    limit: Annotated[int, typer.Option(min=1, help="Documents in the page at most.")] = 2000,
    only_found: Annotated[
        bool, typer.Option("--only-found", help="Leave out documents in which nothing was recognised.")
    ] = False,
    policy: PolicyOption = "balanced",
    pack: Packs = None,
) -> None:
    """Write one HTML page to read results in and mark what is right and wrong."""
    from itertools import islice

    from stripper.corpus import Corpus
    from stripper.review import review_page

    cleaner = Cleaner(Registry.load(*(pack or [])), Policy.named(policy))
    documents = islice(Corpus.open(corpus, text_field), limit)
    _write(out, review_page(cleaner, documents, only_found=only_found))
    print(f"{out} written; open it in a browser", file=sys.stderr)


def apply(
    patch: Annotated[Path, typer.Argument(metavar="PATCH", help="The file that the review page saved.")],
    to: Annotated[
        Path | None, typer.Option("--to", help="The pack to change; default: the one in use.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
) -> None:
    """Merge the marks of a review into a pack as examples; comments and layout stay. Then run the lint."""
    from stripper.pack_patch import merge_examples, read_patch

    pack = to or default_pack_path()
    if not pack.exists():
        raise InputError(f"{pack}: no such file or folder")
    merge = merge_examples(pack, read_patch(patch))
    for path, text in merge.files.items():
        _print(str(path))
        if not dry_run:
            _write(path, text)
    print(f"{merge.added} examples added, {merge.known} there already", file=sys.stderr)


COMMANDS: dict[str, Callable[..., None]] = {"mine": mine, "evaluate": evaluate, "review": review}
PATTERN_COMMANDS: dict[str, Callable[..., None]] = {"diff": diff, "apply": apply}
