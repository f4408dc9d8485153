"""How much boilerplate goes and how much article text goes with it, beside other tools.

``python -m benchmarks.accuracy [--only gold|corpora|own] [--peers NAMES] [--verbose] [--json FILE]``
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from rich.console import Console

from benchmarks import report, report_own
from benchmarks.datasets import (
    SHARED,
    corpora_path,
    gold_path,
    load_bodies,
    load_footers,
    load_gold,
    load_near_misses,
    load_pages,
    own_languages,
)
from benchmarks.measure import measure_documents, measure_pages
from benchmarks.own import OwnData, measure_own
from benchmarks.peers import PEERS, Peer, load_peers
from benchmarks.scoring import Annotated

__all__ = ["main"]

SETS = ("gold", "corpora", "own", "languages")


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.accuracy", description="The accuracy report.")
    parser.add_argument("--only", choices=SETS, help="measure one of the data sets")
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder with gold/ and corpora/")
    parser.add_argument("--peers", default=",".join(PEERS), help="tools to run, by comma: %(default)s")
    parser.add_argument("--verbose", action="store_true", help="list mistakes and the whole scorecard")
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    arguments = parser.parse_args(argv)
    unknown = set(arguments.peers.split(",")) - set(PEERS)
    if unknown:
        parser.error(f"unknown peers {sorted(unknown)}; known: {', '.join(PEERS)}")
    return arguments


def _gold(console: Console, peers: list[Peer], shared: Path, verbose: bool) -> dict[str, Any]:
    path = gold_path(shared)
    if not path.exists():
        console.print(f"gold skipped: {path} is missing")
        return {"skipped": str(path)}
    documents = [Annotated(document) for document in load_gold(shared)]
    results = [measure_documents(peer, documents) for peer in peers]
    return report.gold(console, results, verbose)


def _corpora(console: Console, peers: list[Peer], shared: Path, verbose: bool) -> dict[str, Any]:
    path = corpora_path(shared)
    if not path.exists():
        console.print(f"corpora skipped: {path} is missing")
        return {"skipped": str(path)}
    pages = load_pages(shared)
    return report.corpora(console, [measure_pages(peer, pages) for peer in peers], verbose)


def _own(console: Console, peers: list[Peer], _: Path, verbose: bool) -> dict[str, Any]:
    data = OwnData.build(load_bodies(), load_footers(), load_near_misses())
    return report_own.own(console, [measure_own(peer, data) for peer in peers], verbose)


def _languages(console: Console, peers: list[Peer], _: Path, verbose: bool) -> dict[str, Any]:
    scores = {}
    for language in own_languages():
        data = OwnData.build(
            load_bodies(language),
            load_footers(language),
            load_near_misses(language),
            report_own.LANGUAGE_LAYOUTS,
            report_own.LANGUAGE_NOISE,
        )
        scores[language] = measure_own(peers[0], data)
    return report_own.languages(console, scores) if scores else {}


def main(argv: list[str] | None = None) -> int:
    """Print the report; write it as JSON if asked to."""
    arguments = _arguments(argv)
    console = Console(width=None if sys.stdout.isatty() else 150, highlight=False)
    peers, messages = load_peers(arguments.peers.split(","))
    for message in messages:
        console.print(message, style="yellow", markup=False)
    chosen = [arguments.only] if arguments.only else list(SETS)
    figures: dict[str, Any] = {"skipped peers": messages}
    for name, measure in (("gold", _gold), ("corpora", _corpora), ("own", _own), ("languages", _languages)):
        if name in chosen:
            began = time.perf_counter()
            figures[name] = measure(console, peers, arguments.shared, arguments.verbose)
            console.print(f"{name}: {time.perf_counter() - began:.1f} s\n", style="dim")
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
