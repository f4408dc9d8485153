"""Hypothesis strategies: texts out of shipped examples, prose, glue and odd Unicode, in many layouts."""

import textwrap
from functools import cache

from hypothesis import strategies as st

from benchmarks.texts import GLUE, ODD, PROSE, SAMPLES, as_written, realise
from stripper import Registry

__all__ = [
    "GLUE",
    "ODD",
    "PROSE",
    "SAMPLES",
    "article_texts",
    "as_written",
    "odd_texts",
    "prose_texts",
    "realise",
    "shipped_examples",
]


def odd_texts(max_size=60):
    """Texts of any code points, rich in those that folding has to handle."""
    piece = st.one_of(
        st.sampled_from(ODD),
        st.sampled_from(["share", " ", "  ", "\n", "by", "&", "<", ">", ";", "A", "é", "©", "."]),
        st.characters(exclude_categories=()),
    )
    return st.lists(piece, max_size=max_size).map("".join)


@cache
def shipped_examples():
    """(match, keep): all examples of the patterns that ship."""
    patterns = Registry.load(plugins=False).patterns
    matches = [example for p in patterns for example in p.match]
    keeps = [example for p in patterns for example in p.keep]
    return tuple(dict.fromkeys(matches)), tuple(dict.fromkeys(keeps))


def paragraphs():
    """One to three sentences of prose on one line."""
    return st.lists(st.sampled_from(PROSE), min_size=1, max_size=3).map(" ".join)


def _laid_out(pieces, glues, layout):
    if layout in ("glued", "odd"):
        return "".join(piece + glue for piece, glue in zip(pieces, glues, strict=True))
    separators = {"lines": "\n", "blank": "\n\n", "spaces": " ", "none": ""}
    if layout in separators:
        return separators[layout].join(pieces)
    if layout == "upper":
        return "\n\n".join(pieces).upper()
    width = int(layout.removeprefix("wrap"))
    return "\n\n".join(textwrap.fill(piece, width) for piece in pieces)


LAYOUTS = ("lines", "blank", "spaces", "none", "glued", "odd", "upper", "wrap60", "wrap72")


@st.composite
def article_texts(draw, layouts=LAYOUTS):
    """A text as extractors give it: prose, boilerplate and near misses in any order and layout."""
    match, keep = shipped_examples()
    kinds = [paragraphs(), paragraphs()]
    if match:
        kinds += [
            st.sampled_from(match),
            st.sampled_from(match),
            st.sampled_from(match),
            st.sampled_from(keep),
        ]
    layout = draw(st.sampled_from(layouts))
    pieces = draw(st.lists(st.one_of(kinds), min_size=1, max_size=9))
    if layout == "odd":
        at = draw(st.lists(st.tuples(st.sampled_from(ODD), st.integers(0, 10_000)), max_size=6))
        for odd, where in at:
            i = where % len(pieces)
            cut = (where // len(pieces)) % (len(pieces[i]) + 1)
            pieces[i] = pieces[i][:cut] + odd + pieces[i][cut:]
    glues = draw(st.lists(st.sampled_from(GLUE), min_size=len(pieces), max_size=len(pieces)))
    return _laid_out(pieces, glues, layout)


@st.composite
def prose_texts(draw):
    """A text with nothing in it that should go."""
    pieces = draw(st.lists(paragraphs(), min_size=1, max_size=6))
    layout = draw(st.sampled_from(("lines", "blank", "spaces", "wrap60", "wrap72", "upper")))
    return _laid_out(pieces, [], layout)
