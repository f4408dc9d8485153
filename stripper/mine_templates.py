"""From variants of one wording to a template: what is the same in all stays, what differs becomes a slot.

The variants are aligned word by word (longest common subsequence, one after another). What lies between the common words
is looked at in all variants at once: dates, numbers and addresses give their slots, names ``{name}``, a few
recurring words a choice, anything longer ``{title}``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stripper.fold import fold, fold_phrase
from stripper.pieces import expected_hits
from stripper.shapes import slot_shape
from stripper.template import WORD

__all__ = ["infer_template", "literal_words"]

MAX_NAME, MAX_TITLE, MAX_CHOICES = 6, 20, 3  # words, words, wordings
COMMON = 2000.0  # per million words: such a word alone between two slots is chance, not wording
_TYPED = ("email", "url", "handle", "date", "money", "time", "year", "n")
_CLEAR = {"time": r"(?:\d{1,2}[:.]\d{2} ?(?:[ap]\.?m\.?)?|\d{1,2} ?[ap]\.?m\.?)"}  # a bare hour is a number
_TYPE = re.compile(
    "|".join(rf"(?P<{k}>(?<![a-z0-9]){_CLEAR.get(k) or slot_shape(k)}(?![a-z0-9]))" for k in _TYPED)
)
_JOINING = frozenset(("of", "the", "and", "de", "van", "von", "la", "for", "&", "in"))
_NOTATION = re.compile(r"[\[\](){}|]")
_STOP = re.compile(r"[.!?]")


@dataclass(frozen=True, slots=True)
class _Token:
    """A word, or a typed value such as a date; ``start:end`` in the folded text."""

    text: str
    kind: str
    start: int
    end: int
    capital: bool

    @property
    def key(self) -> str:
        """What must be equal for two tokens to be aligned: all dates are, and all numbers."""
        return f"<{self.kind}>" if self.kind else self.text


@dataclass(frozen=True, slots=True)
class _Variant:
    folded: str
    tokens: tuple[_Token, ...]

    @classmethod
    def of(cls, text: str) -> _Variant:
        folded = fold(text)
        return cls(folded.text, tuple(_tokens(folded.text, folded.view)))


def _tokens(text: str, view: str) -> Iterator[_Token]:
    at = 0
    for typed in _TYPE.finditer(text):
        yield from _words(text, view, at, typed.start())
        yield _Token(typed.group(), typed.lastgroup or "", typed.start(), typed.end(), False)
        at = typed.end()
    yield from _words(text, view, at, len(text))


def _words(text: str, view: str, start: int, end: int) -> Iterator[_Token]:
    for word in WORD.finditer(text, start, end):
        capital = view[word.start()].isupper() or view[word.start()].isdigit()
        yield _Token(word.group(), "", word.start(), word.end(), capital)


def _common(a: Sequence[str], b: Sequence[str]) -> list[str]:
    """The longest common subsequence."""
    lengths = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(len(a) - 1, -1, -1):
        for j in range(len(b) - 1, -1, -1):
            same = a[i] == b[j]
            lengths[i][j] = lengths[i + 1][j + 1] + 1 if same else max(lengths[i + 1][j], lengths[i][j + 1])
    out, i, j = [], 0, 0
    while i < len(a) and j < len(b):
        if a[i] == b[j]:
            out.append(a[i])
            i, j = i + 1, j + 1
        elif lengths[i + 1][j] >= lengths[i][j + 1]:
            i += 1
        else:
            j += 1
    return out


def _places(common: Sequence[str], variant: _Variant) -> list[int]:
    """Where the common words stand in a variant: each as near to its successor as possible.

    From the end, because titles come first ("The post The end of it appeared first on ...") more often than last.
    """
    places, at = [], len(variant.tokens) - 1
    keys = [token.key for token in variant.tokens]
    for key in reversed(common):
        while keys[at] != key:
            at -= 1
        places.append(at)
        at -= 1
    return places[::-1]


def _aligned(variants: Sequence[_Variant]) -> tuple[list[str], list[list[int]]]:
    """The common words, and their places in every variant; chance ones left out."""
    common = [token.key for token in variants[0].tokens]
    for variant in variants[1:]:
        common = _common(common, [token.key for token in variant.tokens])
    while True:
        places = [_places(common, variant) for variant in variants]
        lonely = [i for i in range(len(common)) if _by_chance(common, places, i, variants)]
        if not lonely:
            return common, places
        common = [key for i, key in enumerate(common) if i not in lonely]


def _by_chance(
    common: Sequence[str], places: Sequence[list[int]], i: int, variants: Sequence[_Variant]
) -> bool:
    """Whether a frequent word stands alone between words that differ, or beside them at an end."""
    if common[i].startswith("<") or expected_hits((common[i],)) < COMMON:
        return False
    before = all(p[i] == (p[i - 1] + 1 if i else 0) for p in places)
    last = i + 1 == len(common)
    ends = zip(places, variants, strict=True)
    after = all(p[i] + 1 == (len(v.tokens) if last else p[i + 1]) for p, v in ends)
    return not before and not after


def infer_template(texts: Sequence[str]) -> str | None:
    """The template that all these texts are instances of; None if they have too little in common.

    >>> infer_template(["Ann Low covers the harbour for us since 2011.", "Bo van Ek covers the harbour for us since 2019."])
    '{name} covers the harbour for us since {year}'
    >>> infer_template(["The post Why it rains appeared first on The Quay.", "The post A new bridge appeared first on The Quay."])
    'the post {title} appeared first on the quay'
    """
    variants = [_Variant.of(text) for text in texts]
    if not variants or not all(v.tokens for v in variants):
        return None
    common, places = _aligned(variants)
    if not any(not key.startswith("<") for key in common):
        return None
    out: list[str] = []
    first = variants[0]
    for i in range(len(common) + 1):
        fillings = [
            v.tokens[(p[i - 1] + 1 if i else 0) : (p[i] if i < len(common) else len(v.tokens))]
            for v, p in zip(variants, places, strict=True)
        ]
        slot = _slot(fillings, variants)
        if slot is None:
            return None
        if slot:
            out.append(slot)
        if i < len(common):
            written = _written([v.tokens[p[i]] for v, p in zip(variants, places, strict=True)])
            glue = _glue(first, places[0], i) if out and not slot else " "
            if glue == " " or written.startswith("{") or out[-1].endswith("}"):
                out.append(written)
            else:
                out[-1] += glue + written
            if all(_colon(v, p, i) for v, p in zip(variants, places, strict=True)):
                out.append(":")
            elif i + 1 < len(common) and any(_stops(v, p, i) for v, p in zip(variants, places, strict=True)):
                out[-1] += "." if not out[-1].endswith("}") else " ."
    return " ".join(out)


def _written(tokens: Sequence[_Token]) -> str:
    """A common token as a template writes it: a constant value as it stands, a changing one as its slot."""
    token = tokens[0]
    if token.text in ("\u00a9", "\x99"):
        return "{c}" if token.text == "\u00a9" else token.text
    if token.kind == "year" or (token.kind and len({t.text for t in tokens}) > 1):
        return "{" + token.kind + "}"
    return _NOTATION.sub("", token.text)


def _glue(variant: _Variant, places: Sequence[int], i: int) -> str:
    """What stands between two common neighbours: a space, or punctuation that joins them."""
    before, token = variant.tokens[places[i] - 1], variant.tokens[places[i]]
    between = variant.folded[before.end : token.start]
    return between if between in ("-", "'", ".") else " "


def _stops(variant: _Variant, places: Sequence[int], i: int) -> bool:
    """Whether a full stop ("U.S. readers") stands behind a common word and before the next token."""
    at = places[i]
    if at + 1 >= len(variant.tokens):
        return False
    between = variant.folded[variant.tokens[at].end : variant.tokens[at + 1].start]
    return bool(_STOP.search(between)) and between != "."


def _colon(variant: _Variant, places: Sequence[int], i: int) -> bool:
    """Whether a colon stands behind a common word and what follows differs: "Read more: ..."."""
    at = places[i] + 1
    if at >= len(variant.tokens) or (i + 1 < len(places) and places[i + 1] == at):
        return False
    return ":" in variant.folded[variant.tokens[at - 1].end : variant.tokens[at].start]


def _slot(fillings: Sequence[Sequence[_Token]], variants: Sequence[_Variant]) -> str | None:
    """The slot for what differs: empty if there is nothing, None if no slot can hold it."""
    filled = [f for f in fillings if f]
    if not filled:
        return ""
    slot = _kind(filled, variants)
    if slot is not None and len(filled) < len(fillings):
        return slot.replace("(", "[", 1).replace(")", "]") if slot.startswith("(") else f"[{slot}]"
    return slot


def _kind(filled: Sequence[Sequence[_Token]], variants: Sequence[_Variant]) -> str | None:
    kinds = {token.kind for tokens in filled for token in tokens}
    single = all(len(tokens) == 1 for tokens in filled)
    if single and kinds <= {"n", "year"}:
        return "{n}"
    if single and len(kinds) == 1 and "" not in kinds:
        return "{" + kinds.pop() + "}"
    wordings = sorted({" ".join(_NOTATION.sub("", t.text) for t in tokens) for tokens in filled})
    if len(wordings) <= MAX_CHOICES and len(filled) > 2 * len(wordings):
        return f"({'|'.join(wordings)})"
    longest = max(map(len, filled))
    named = all(
        any(t.capital for t in tokens) and all(t.capital or t.kind or t.text in _JOINING for t in tokens)
        for tokens in filled
    )
    if longest <= MAX_NAME and named and kinds <= {"", "n", "year"}:
        return "{name}"
    if longest <= MAX_NAME and kinds <= {"", "url"} and "url" in kinds:
        return "{site}"
    if longest <= MAX_TITLE:
        return "{title}"
    return None


def literal_words(template: str) -> list[str]:
    """The given words of a mined template, in order, optional ones included.

    >>> literal_words("{name} covers the harbour [{date}] since {year}")
    ['covers', 'the', 'harbour', 'since']
    """
    return WORD.findall(fold_phrase(re.sub(r"\{[^}]*\}", " ", template)))
