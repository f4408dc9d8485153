"""Pinned floors for the library's figures: ``python -m benchmarks.gate [--update [--allow-lower]]``.

Every figure is a share of which more is better. The command exits with 1 when one is below its
floor, or when a data set is not the one that the floors were pinned on. ``--update`` raises
floors to the present figures, ``--allow-lower`` lets it lower them too. Data that is not there
is skipped, and so are its floors.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import math
import sys
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.datasets import (
    DATA,
    SHARED,
    corpora_path,
    digest,
    gold_path,
    load_bodies,
    load_footers,
    load_gold,
    load_near_misses,
    load_pages,
)
from benchmarks.footers import LAYOUTS, NOISE
from benchmarks.measure import GROUPS, measure_documents, measure_pages
from benchmarks.own import PLACES, OwnData, measure_own
from benchmarks.peers import Peer, load_peers
from benchmarks.scoring import Annotated, total

__all__ = ["FLOORS", "Pinned", "check", "dump", "load", "main", "update"]

FLOORS = Path(__file__).with_name("floors.toml")
_SCALE = 10_000


@dataclass
class Pinned:
    """The figures of one data set, or their floors, with the digest of the data."""

    digest: str
    figures: dict[str, float] = field(default_factory=dict)


def _joint_digest(paths: Iterable[Path]) -> str:
    return hashlib.sha256(" ".join(map(digest, paths)).encode()).hexdigest()[:16]


def _gold(peer: Peer, shared: Path) -> Pinned:
    result = measure_documents(peer, [Annotated(document) for document in load_gold(shared)])
    whole, english = total(result.counts()), total(result.counts("en"))
    figures = {
        "all.recall": whole.recall,
        "all.precision": whole.precision,
        "all.kept": 1 - whole.loss,
        "en.recall": english.recall,
        "en.precision": english.precision,
        "en.kept": 1 - english.loss,
    }
    for name, categories in GROUPS.items():
        figures[f"en.{name}.recall"] = total(result.counts("en", categories)).recall
    return Pinned(digest(gold_path(shared)), figures)


def _corpora(peer: Peer, shared: Path) -> Pinned:
    figures: dict[str, float] = {}
    for (group, view), score in measure_pages(peer, load_pages(shared)).by_view.items():
        figures[f"{group}.{view}.gone"] = score.gone_share
        figures[f"{group}.{view}.kept"] = 1 - score.lost / max(1, score.must_stay)
    return Pinned(digest(corpora_path(shared)), figures)


def _own(peer: Peer) -> Pinned:
    result = measure_own(peer, OwnData.build(load_bodies(), load_footers(), load_near_misses()))
    figures: dict[str, float] = {}
    for layout in LAYOUTS:
        for noise in NOISE:
            counts = total(result.footers[layout, noise].counts())
            figures[f"{layout}.{noise}.recall"] = counts.recall
            figures[f"{layout}.{noise}.kept"] = 1 - counts.loss
    for place in PLACES:
        figures[f"near misses.{place}"] = result.near_miss_share(place)
    figures["bodies"] = result.body_share()
    return Pinned(_joint_digest(sorted(DATA.glob("*.jsonl"))), figures)


def measure(peer: Peer, shared: Path) -> tuple[dict[str, Pinned], list[str]]:
    """The figures of every data set that is there; a message for each that is not."""
    out: dict[str, Pinned] = {}
    messages: list[str] = []
    for name, path, run in (("gold", gold_path(shared), _gold), ("corpora", corpora_path(shared), _corpora)):
        if path.exists():
            out[name] = run(peer, shared)
        else:
            messages.append(f"{name} skipped: {path} is missing")
    out["own"] = _own(peer)
    return out, messages


def check(measured: Mapping[str, Pinned], floors: Mapping[str, Pinned]) -> list[str]:
    """What is wrong: figures below their floors, figures gone or not pinned, and changed data."""
    wrong: list[str] = []
    for name, now in measured.items():
        pinned = floors.get(name, Pinned(""))
        if now.digest != pinned.digest:
            wrong.append(f"{name}: data {now.digest}, floors are for {pinned.digest or 'none'}: use --update")
        for figure, floor in pinned.figures.items():
            value = now.figures.get(figure)
            if value is None:
                wrong.append(f"{name}: {figure} is pinned but no longer measured: use --update")
            elif _down(value) < floor:
                wrong.append(f"{name}: {figure} {value:.4f} is below its floor {floor:.4f}")
        for figure in sorted(now.figures.keys() - pinned.figures.keys()):
            wrong.append(f"{name}: {figure} has no floor: use --update")
    return wrong


def update(
    measured: Mapping[str, Pinned], floors: Mapping[str, Pinned], allow_lower: bool
) -> tuple[dict[str, Pinned], list[str]]:
    """New floors, and the figures that are lower than their floors and may not be lowered."""
    new = dict(floors)
    refused: list[str] = []
    for name, now in measured.items():
        old = floors.get(name, Pinned("")).figures
        pinned = Pinned(now.digest)
        for figure, value in now.figures.items():
            floor = _down(value)
            if figure in old and floor < old[figure] and not allow_lower:
                refused.append(
                    f"{name}: {figure} {value:.4f} is below {old[figure]:.4f}: needs --allow-lower"
                )
                floor = old[figure]
            pinned.figures[figure] = floor
        new[name] = pinned
    return new, refused


def _down(value: float) -> float:
    """The figure cut to the digits that are pinned."""
    return math.floor(value * _SCALE + 1e-9) / _SCALE


def load(text: str) -> tuple[dict[str, Pinned], str]:
    """Floors and the digest of the registry they were pinned with."""
    table: dict[str, Any] = tomllib.loads(text)
    registry = str(table.pop("registry", ""))
    return {name: Pinned(part["digest"], dict(part["floors"])) for name, part in table.items()}, registry


def dump(floors: Mapping[str, Pinned], registry: str) -> str:
    """The text that :func:`load` reads."""
    lines = ["# Written by `python -m benchmarks.gate --update`. No figure may fall below its floor."]
    lines.append(f'registry = "{registry}"')
    for name, pinned in sorted(floors.items()):
        lines += ["", f"[{name}]", f'digest = "{pinned.digest}"', "", f"[{name}.floors]"]
        lines += [f'"{figure}" = {floor:.4f}' for figure, floor in sorted(pinned.figures.items())]
    return "\n".join(lines) + "\n"


def main(argv: list[str] | None = None) -> int:
    """Measure, then check or update; the number is the exit code."""
    parser = argparse.ArgumentParser(
        prog="benchmarks.gate", description="Check figures against their floors."
    )
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder with gold/ and corpora/")
    parser.add_argument("--floors", type=Path, default=FLOORS, help="the file with the floors")
    parser.add_argument("--update", action="store_true", help="raise the floors to the present figures")
    parser.add_argument("--allow-lower", action="store_true", help="with --update: lower floors as well")
    arguments = parser.parse_args(argv)
    if arguments.allow_lower and not arguments.update:
        parser.error("--allow-lower needs --update")
    peers, missing = load_peers(["stripper"])
    if not peers:
        print(*missing, sep="\n", file=sys.stderr)
        return 1
    now_registry = str(importlib.import_module("stripper").Registry.load().digest)
    measured, messages = measure(peers[0], arguments.shared)
    path: Path = arguments.floors
    floors, registry = load(path.read_text(encoding="utf-8")) if path.exists() else ({}, "")
    if registry != now_registry:
        messages.append(f"registry is {now_registry[:12]}, floors were pinned with {registry[:12] or 'none'}")
    print(*messages, sep="\n", end="\n" if messages else "")
    if arguments.update:
        floors, wrong = update(measured, floors, arguments.allow_lower)
        path.write_text(dump(floors, registry if wrong else now_registry), encoding="utf-8")
    else:
        wrong = check(measured, floors)
    print(*(wrong or [f"{sum(len(p.figures) for p in measured.values())} figures hold"]), sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
