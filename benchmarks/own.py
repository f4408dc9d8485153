"""Run one tool over the project's own sets: blocks in articles, near misses, clean articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.datasets import Body, Footer, NearMiss
from benchmarks.footers import LAYOUTS, NOISE, compose, lay_out
from benchmarks.measure import GoldScore, measure_documents
from benchmarks.peers import Peer
from benchmarks.scoring import Annotated, Removal, Scorecard

__all__ = ["PLACES", "OwnData", "OwnScore", "Touched", "measure_own"]

PLACES = ("alone", "last paragraph")


@dataclass(frozen=True)
class OwnData:
    """The three sets, the blocks already placed, so that every tool gets the same documents."""

    documents: dict[tuple[str, int], list[Annotated]]
    near_misses: dict[str, list[tuple[NearMiss, str, int]]]
    bodies: list[tuple[str, str]]

    @classmethod
    def build(
        cls,
        bodies: Sequence[Body],
        footers: Sequence[Footer],
        near_misses: Sequence[NearMiss],
        layouts: Sequence[str] = LAYOUTS,
        noises: Sequence[int] = NOISE,
    ) -> OwnData:
        """Place all blocks in all layouts, and every near miss alone and at the end of an article."""
        documents = {
            (layout, noise): [Annotated(d) for d in compose(bodies, footers, layout, noise)]
            for layout in layouts
            for noise in noises
        }
        alone, last = [], []
        for number, near in enumerate(near_misses):
            before = bodies[number % len(bodies)].text + "\n\n"
            alone.append((near, near.text, 0))
            last.append((near, before + near.text, len(before)))
        clean = [
            (f"{body.id} ({layout})", lay_out(body.text, layout))
            for body in bodies
            for layout in layouts
            if layout != "glued"
        ]
        return cls(documents, dict(zip(PLACES, (alone, last), strict=True)), clean)


@dataclass(frozen=True)
class Touched:
    """Article text of the own sets from which something was removed."""

    id: str
    removed: tuple[tuple[str, str], ...]


@dataclass
class OwnScore:
    """One tool on the own sets."""

    peer: str
    footers: dict[tuple[str, int], GoldScore] = field(default_factory=dict)
    scorecard: Scorecard = field(default_factory=Scorecard)
    near_misses: dict[str, list[Touched]] = field(default_factory=dict)
    near_miss_count: int = 0
    bodies: list[Touched] = field(default_factory=list)
    body_count: int = 0

    def near_miss_share(self, place: str) -> float:
        """Share of the near misses that stayed whole."""
        return 1 - len(self.near_misses[place]) / max(1, self.near_miss_count)

    def body_share(self) -> float:
        """Share of the clean articles, in all layouts, that came back identical."""
        return 1 - len(self.bodies) / max(1, self.body_count)

    def all_layouts(self, noise: int) -> GoldScore:
        """The scores at one noise level, of all layouts together."""
        joined = GoldScore(self.peer)
        for (_, level), result in self.footers.items():
            if level == noise:
                joined.scores += result.scores
                joined.missed += result.missed
                joined.wrong += result.wrong
        return joined


def measure_own(peer: Peer, data: OwnData) -> OwnScore:
    """Run a tool over all three sets."""
    result = OwnScore(
        peer.name, near_miss_count=len(data.near_misses[PLACES[0]]), body_count=len(data.bodies)
    )
    for key, documents in data.documents.items():
        score = measure_documents(peer, documents)
        result.footers[key] = score
        result.scorecard.join(score.scorecard)
    for place, passages in data.near_misses.items():
        result.near_misses[place] = [
            touched
            for near, text, start in passages
            if (touched := _touched(near.id, text, start, peer.find(text)))
        ]
    result.bodies = [
        touched for name, text in data.bodies if (touched := _touched(name, text, 0, peer.find(text)))
    ]
    return result


def _touched(name: str, text: str, start: int, removals: Sequence[Removal]) -> Touched | None:
    """What was removed at or after ``start``, whitespace apart; ``None`` if nothing was."""
    removed = tuple(
        (removal.pattern, text[max(start, removal.start) : removal.end])
        for removal in removals
        if text[max(start, removal.start) : removal.end].strip()
    )
    return Touched(name, removed) if removed else None
