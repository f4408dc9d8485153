"""What tests and fuzzing make texts of: prose without boilerplate, odd characters, joints, instances of templates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from stripper.template import Choice, Gap, Mark, Node, Slot, Stop, Vocab, Word

__all__ = ["GLUE", "ODD", "PROSE", "SAMPLES", "as_written", "realise"]

PROSE = (
    "The old ferry left the harbour before dawn, and nobody on the quay expected to see it again.",
    "By noon the wind had turned and the crew brought it back with a broken mast and a torn sail.",
    "Council workers spent most of Tuesday clearing branches from the road below the quarry.",
    "The mill has stood empty for nine years, although its wheel still turns when the river is high.",
    "A third of the apple trees in the valley were lost in the frost, growers estimate.",
    "Engineers lowered the new span into place shortly before midnight while traffic waited on both banks.",
    "She had kept bees behind the chapel since her retirement and sold the honey at the Saturday market.",
    "The committee meets again in March to decide whether the library roof can be repaired.",
    "Rainfall in the hills was twice the average for the season, and the reservoir is nearly full.",
    "Two lambs were born on the traffic island after a gate had been left open overnight.",
    "The choir sang in the square until the lamps went out, and then it sang in the dark.",
    "Nobody could explain why the clock had stopped at ten past four in three different villages.",
    "Its keeper walked eleven miles through the snow to light the lamp before the fleet came in.",
    "The bakery opens at five, long before the first bus climbs the hill from the station.",
    "Divers found the bell of the lost trawler half buried in sand at a depth of thirty metres.",
    "Prices at the cattle market fell for the third week while hay became scarce and dear.",
    "A goat named Pepper was chosen as honorary mayor after a close vote among the schoolchildren.",
    "The painting had hung in the kitchen for decades before anyone noticed the signature under the soot.",
)

ODD = (
    "\u200b", "\u00ad", "e\u0301", "İ", "ß", "\ud800", "\udfff", "\x00", "𝔘", "🙂", "\u2028", "\u3000",
    "&amp;", "&nbsp;", "<u>", "</u>", "\u202e", "\ufeff", "日本", "\t", "\r\n", "\x85", "ﬁ", "&#169;",
)  # fmt: skip

GLUE = ("\n\n", "\n", " ", "", "  ", "\r\n\r\n", " | ", " * ", "\n*\n", "\n \n", "\t", " — ", "\n\n\n\n")

SAMPLES = {
    "name": ("South Wind Review", "Harbour Post", "Mill Lane Press Group"),
    "title": ("A Ferry Comes Home", "Nine Years at the Mill"),
    "site": ("South Wind Review", "harbourpost.org"),
    "date": ("5 March 2018", "March 5, 2018", "2018-03-05"),
    "time": ("10:30", "7:15 pm"),
    "year": ("2018", "1999-2018"),
    "n": ("3", "1,234", "10.7K"),
    "url": ("https://harbourpost.org/a/b", "www.harbourpost.org"),
    "email": ("desk@harbourpost.org",),
    "handle": ("@harbourpost",),
    "money": ("$5", "£3.50"),
    "c": ("©", "Copyright ©", "(c)", "Copyright"),
}
FILLERS = ("quite", "several", "otherwise")


def as_written(before: str, after: str) -> str:
    """Between two words: the punctuation that the template writes there."""
    return before.rstrip() + after


def realise(
    nodes: Iterable[Node], choose: Callable[[int], int], between: Callable[[str, str], str] = as_written
) -> str:
    """An exact instance of a template tree.

    ``choose(n)`` picks one of n ways; ``between`` gives the characters between two words, from what the
    template writes behind the one and in front of the other.
    """
    out = after = ""
    for word in _walk(nodes, choose):
        if word in (".", ":"):
            out += word
        else:
            text, before = (word.text, word.before) if isinstance(word, Word) else (word, " ")
            text = text.replace("\x80", "€").replace("\x99", "™")  # as they fold
            out += (between(after, before) if out else "") + text
        after = word.after if isinstance(word, Word) else ""
    return out


def _walk(nodes: Iterable[Node], choose: Callable[[int], int]) -> Iterator[Word | str]:
    """The words of an instance; a full stop or colon stands for the mark itself."""
    for node in nodes:
        if isinstance(node, Word):
            yield node
        elif isinstance(node, Stop):
            yield "."
        elif isinstance(node, Mark):
            yield ":"
        elif isinstance(node, Gap):
            yield from FILLERS[: choose(min(node.most, len(FILLERS)) + 1)]
        elif isinstance(node, Slot):
            yield SAMPLES[node.kind][choose(len(SAMPLES[node.kind]))]
        elif isinstance(node, Vocab):
            yield from node.entries[choose(len(node.entries))]
        else:
            assert isinstance(node, Choice)
            way = choose(len(node.options) + node.optional)
            if way < len(node.options):
                yield from _walk(node.options[way], choose)
