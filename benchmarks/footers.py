"""Place boilerplate blocks into articles, in several layouts and with typing noise, always the same way.

Every block is used once for each layout and noise level, and every combination has the same
articles with the same blocks in the same places, so that their scores can be compared.
``python -m benchmarks.footers LAYOUT NOISE`` writes the annotated documents as JSON lines.
"""

from __future__ import annotations

import json
import random
import string
import sys
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from benchmarks.datasets import Body, Footer, load_bodies, load_footers
from benchmarks.scoring import Document
from stripper.fold import stands_alone

__all__ = ["LAYOUTS", "NOISE", "compose", "lay_out", "noisy"]

LAYOUTS = ("lines", "blank", "one-line", "wrapped", "glued")
NOISE = (0, 2, 5, 10)
_SEED = "stripper footers 1"
_TAILS = (1, 2, 3, 2)
_WIDTH = 72
_PROSE = 120


@dataclass
class _Plan:
    """One article and the blocks that go around and into it."""

    body: Body
    heads: list[Footer] = field(default_factory=list)
    mids: list[tuple[int, Footer]] = field(default_factory=list)
    tails: list[Footer] = field(default_factory=list)


def alphabet(text: str) -> str:
    """The letters that noise in this text is made of: its own, unless they are mostly a to z."""
    foreign = sorted({c for c in text.lower() if c.isalpha() and c not in string.ascii_lowercase})
    letters = sum(c.isalpha() for c in text)
    if sum(c.isalpha() and not c.isascii() for c in text) < letters / 2:
        return string.ascii_lowercase
    return "".join(foreign)


def noisy(text: str, percent: int, key: str) -> str:
    """The text with that share of its characters hit by a substitution, deletion, insertion or swap.

    Line breaks are left alone. The same arguments always give the same text.
    """
    letters = alphabet(text)
    rng = random.Random(f"{_SEED} {key} {percent}")
    out: list[str] = []
    at = 0
    while at < len(text):
        here, at = text[at], at + 1
        if here == "\n" or rng.random() >= percent / 100:
            out.append(here)
            continue
        operation = rng.choice(("substitute", "delete", "insert", "swap"))
        if operation == "substitute":
            out.append(rng.choice(letters))
        elif operation == "insert":
            out += [rng.choice(letters), here]
        elif operation == "swap" and at < len(text) and text[at] != "\n":
            out += [text[at], here]
            at += 1
        elif operation == "swap":
            out.append(here)
    return "".join(out)


def lay_out(text: str, layout: str) -> str:
    """Text whose paragraphs are separated by blank lines, in another layout."""
    if layout == "blank":
        return text
    if layout == "one-line":
        return " ".join(text.split())
    if layout == "wrapped":
        return "\n".join("\n".join(_wrap(line)) if line else "" for line in text.split("\n"))
    return text.replace("\n\n", "\n")


def _wrap(line: str) -> list[str]:
    return textwrap.wrap(line, _WIDTH, break_long_words=False, break_on_hyphens=False)


def _is_prose(paragraph: str) -> bool:
    length = len(paragraph) + 2 * sum(map(stands_alone, paragraph))
    return length > _PROSE and "\n" not in paragraph and paragraph[-1] in '.!?"。！？」”।؟۔'


def _gaps(body: Body) -> list[int]:
    """Numbers of the paragraphs before which a block may stand: those between two of prose."""
    paragraphs = body.text.split("\n\n")
    return [
        number
        for number in range(1, len(paragraphs))
        if _is_prose(paragraphs[number - 1]) and _is_prose(paragraphs[number])
    ]


def _some(rng: random.Random, plans: list[_Plan], count: int) -> list[_Plan]:
    """That many plans: different ones, if there are enough."""
    return rng.sample(plans, count) if count <= len(plans) else rng.choices(plans, k=count)


def _plans(bodies: Sequence[Body], footers: Sequence[Footer]) -> list[_Plan]:
    rng = random.Random(_SEED)
    blocks: dict[str, list[Footer]] = {"head": [], "mid": [], "tail": []}
    for footer in footers:
        blocks[footer.kind].append(footer)
    for kind in blocks.values():
        rng.shuffle(kind)
    order = list(bodies)
    rng.shuffle(order)
    plans: list[_Plan] = []
    tails = blocks["tail"]
    while tails:
        count = _TAILS[len(plans) % len(_TAILS)]
        plans.append(_Plan(order[len(plans) % len(order)], tails=tails[:count]))
        tails = tails[count:]
    for plan, head in zip(_some(rng, plans, len(blocks["head"])), blocks["head"], strict=True):
        plan.heads.append(head)
    roomy = [plan for plan in plans if _gaps(plan.body)]
    for plan, mid in zip(_some(rng, roomy, len(blocks["mid"])), blocks["mid"], strict=True):
        plan.mids.append((rng.choice(_gaps(plan.body)), mid))
    return plans


def compose(bodies: Sequence[Body], footers: Sequence[Footer], layout: str, noise: int) -> Iterator[Document]:
    """Documents with gold spans that together hold every block once."""
    for number, plan in enumerate(_plans(bodies, footers)):
        yield _document(f"{layout}-{noise}-{number:03d}-{plan.body.id}", plan, layout, noise)


def _document(name: str, plan: _Plan, layout: str, noise: int) -> Document:
    paragraphs: list[Footer | str] = [*plan.body.text.split("\n\n")]
    for place, mid in plan.mids:
        paragraphs.insert(place, mid)
    between = {"one-line": " ", "blank": "\n\n", "wrapped": "\n\n"}.get(layout, "\n")
    text = ""
    spans: list[tuple[int, int, str]] = []
    before: Footer | str | None = None
    for part in (*plan.heads, *paragraphs, *plan.tails):
        raw = part if isinstance(part, str) else noisy(part.text, noise, part.id)
        laid = lay_out(raw, layout)
        if before is not None:
            text += "" if layout == "glued" and _sticks(before, part) else between
        if isinstance(part, Footer):
            spans.append((len(text), len(text) + len(laid), part.category))
        text += laid
        before = part
    return Document(name, plan.body.lang, text, tuple(spans))


def _sticks(before: Footer | str, after: Footer | str) -> bool:
    """Whether extractors are known to lose the space here, between the end of prose and words."""
    if isinstance(before, str) and isinstance(after, Footer):
        return before[-1] in ".!?" and after.text[0].isupper()
    if isinstance(before, Footer) and isinstance(after, str):
        return before.kind == "head" and before.text[-1].isalpha() and after[0].isupper()
    return False


def main(argv: Sequence[str]) -> int:
    """Write one combination to standard output."""
    layout, noise = argv
    if layout not in LAYOUTS:
        print(f"unknown layout {layout!r}; known: {', '.join(LAYOUTS)}", file=sys.stderr)
        return 2
    for document in compose(load_bodies(), load_footers(), layout, int(noise)):
        print(json.dumps(vars(document), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
