"""Compile a template tree to an exact regex over folded text, and the shapes of typed slots.

All repetition is bounded, and words inside gaps are possessive, so that a match
attempt costs at most a constant times the length of the template's slots.
"""

from __future__ import annotations

import re

from stripper.fold import LETTER, NOT_LETTERS, char_class, stands_alone
from stripper.template import Choice, Gap, Mark, Node, Slot, Stop, Vocab, Word, literal_length

__all__ = ["compile_template", "slot_shape"]


def _punctuation(*, but: str) -> str:
    return char_class(NOT_LETTERS - set(but))


_SEP = _punctuation(but=".!?\n©®\x99&@#$£\x80%+/=") + "{0,5}"  # free punctuation between two words
_STOP_SEP = _punctuation(but="\n©&@#$£\x80") + "{0,7}"  # a sentence end may stand between them
# A colon, bar, dash, arrow or bullet stands there.
_MARK = _punctuation(but="\n:|>*-") + "{0,4}[:|>*-]" + _punctuation(but="\n") + "{0,4}"
_NAME_START = char_class(NOT_LETTERS - set("#@\"'(*_&+"), but=True)
# A word of a name or gap: punctuation inside it is its own, a full stop only before a letter.
_TOKEN = rf"[^ \n.!?]{{1,40}}+(?:[.!?](?={LETTER})[^ \n.!?]{{1,40}}+){{0,5}}+"
_UNMARKED = r"[^ \n.!?:|>*]{1,40}+"  # in front of a required colon, which a word must leave alone
_NAME_TOKEN = rf"(?:(?:inc|ltd|co|corp|st|dr|mr|mrs|ms|jr|sr|no|[a-z])\.(?!{LETTER})|{_NAME_START}[^ \n.!?:;|]{{0,40}}+(?:[.!](?={LETTER})[^ \n.!?:;|]{{1,40}}+){{0,5}}+)"
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)\.?"
)
_DAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\.? {0,2})"
_TIME = r"\d{1,2}(?:[:.]\d{2}){0,2} {0,2}(?:[ap]\.?m\b\.?|hrs?|h|uhr)?(?: {0,2}\(?(?:[a-z]{2,4}|gmt[+-]\d{1,2})\)?(?![a-z]))?"
_DATE = (
    rf"{_DAY}?(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)?[ -]{_MONTH},?(?:[ -]\d{{4}}|[ -]\d{{2}}(?!\d))?"
    rf"|{_MONTH} {{0,2}}\d{{1,2}}(?:st|nd|rd|th)?(?!\d)(?:,? {{0,2}}\d{{4}})?|{_MONTH},? \d{{4}}"
    rf"|\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{2,4}})"
    rf"(?:(?:,| at| -| \|)? {{1,2}}{_TIME})?"
)
_URL = (
    r"(?:https?://[^ \n<>\"]{1,200}+|(?:www\.)?[a-z0-9-]{1,40}+(?:\.[a-z0-9-]{1,40}+){0,3}"
    r"\.(?:com|org|net|edu|gov|info|co|io|news|tv|me|us|uk|ca|au|in|ie|nz|ng|ph|de|fr|es|it|nl|eu|ch|at|ly|gl|be|za|ke|gh|pk|bd|lk|my|sg|hk|jp|blog|media|press|today|world|online|site|app|dev|biz|ai|fm|to|gd|tt|jm|bb|ag|dm|lc|vc|ky|bz|gy)"
    r"\b(?:/[^ \n<>\"]{0,200}+)?)"
)
_HANDLE = r"@ ?[a-z0-9_.]{2,40}"
_N = r"(?:\d{1,3}(?:[,. ]\d{3}){1,4}|\d{1,9})(?:\.\d{1,3})?(?: ?[kmb](?![a-z]))?\+?"
_YEAR = r"(?:1[89]|20)\d\d(?: ?[-/] ?(?:(?:1[89]|20)\d\d|\d\d|present))?(?!\d)"
_C = r"(?:(?:\(c\)|©|&copy;?|\x99|®|copyrights?(?![a-z])|copr\.|copyleft(?![a-z])|&)(?:[ :,*&-]{0,3})){1,4}"

_SHAPES = {
    "name": rf"{_NAME_TOKEN}(?:[ ]{{1,2}}{_NAME_TOKEN}){{0,5}}",
    "title": r"[^ \n]{1,60}+(?: {1,3}[^ \n]{1,60}+){0,24}",
    "site": rf"(?:{_URL}|{_NAME_TOKEN}(?: {_NAME_TOKEN}){{0,5}})",
    "date": _DATE,
    "time": _TIME,
    "year": _YEAR,
    "n": _N,
    "url": _URL,
    "email": r"(?:[a-z0-9._%+-]{1,60}+ ?(?:@|\[at\]|\(at\)) ?[a-z0-9-]{1,40}+(?:\.[a-z0-9-]{1,30}+){1,4}|\[email protected\]|\[e-?mail[^\]\n]{0,20}\])",
    "handle": _HANDLE,
    "money": r"(?:(?:us|a|c|nz)?[$£\x80]|rs\.? ?|n|php ?|usd ?|eur ?|gbp ?|inr ?)\d{1,3}(?:[,.]\d{2,3}){0,3}|\d{1,5}(?:[.,]\d{2})? ?(?:dollars|euros|pounds|rupees|naira|pesos|cents|usd|eur|\x80|p(?![a-z]))",
    "c": _C,
}
_OPEN = {"name", "title", "site"}  # these end where the next literal begins, or nowhere in particular


def slot_shape(kind: str, *, last: bool = False) -> str:
    """Regex source of a slot; open-ended ones are lazy unless nothing follows them."""
    shape = _SHAPES[kind]
    if kind in _OPEN and not last:
        shape = re.sub(r"(\{0,(?:5|24)\})(\)?)$", r"\1?\2", shape)
    return f"(?:{shape})"


def _word(text: str) -> str:
    return re.escape(text).replace("'", "'?")


def _may_be_missing(node: Node) -> bool:
    return isinstance(node, Stop | Mark) or (isinstance(node, Choice) and node.optional)


def _runs_on(node: Node) -> bool:
    """Whether a node ends in a script without word borders."""
    if isinstance(node, Word):
        return stands_alone(node.text[-1])
    if isinstance(node, Vocab):
        return any(stands_alone(entry[-1].text[-1]) for entry in node.entries)
    return isinstance(node, Choice) and any(_runs_on(option[-1]) for option in node.options)


def _phrase(words: tuple[Word, ...]) -> str:
    """Regex of a vocabulary entry."""
    out = _word(words[0].text)
    for word in words[1:]:
        out += (_STOP_SEP if "." in word.before else _SEP) + _word(word.text)
    return out


class _Compiler:
    """Walks the tree once and numbers the named groups."""

    def __init__(self) -> None:
        self.names = 0

    def sequence(self, nodes: tuple[Node, ...], first: bool, last: bool, before_mark: bool = False) -> str:
        """Regex of ``nodes``. Each node but the first is preceded by a separator; a mark may follow the last."""
        out: list[str] = []
        separator = "" if first else _SEP
        for i, node in enumerate(nodes):
            is_last = last and all(_may_be_missing(n) for n in nodes[i + 1 :])
            marked = isinstance(nodes[i + 1], Mark) if i + 1 < len(nodes) else before_mark
            if isinstance(node, Stop):
                separator = _STOP_SEP
            elif isinstance(node, Mark):
                separator = _MARK
            elif isinstance(node, Choice) and node.optional:
                inner = self._options(node, is_last, marked)
                if separator == _MARK:  # the mark stands there, whether the option does or not
                    out.append(f"{separator}(?:{inner}{_SEP})?")
                    separator = ""
                elif separator:
                    out.append(f"(?:{separator}{inner})?")
                else:  # an optional opening carries the separator behind itself
                    out.append(f"(?:{inner}{_SEP})?")
            else:
                if separator and isinstance(node, Word) and any(c in ".!?" for c in node.before):
                    separator = _STOP_SEP  # "newswire.com"
                if separator and isinstance(node, Gap) and not _runs_on(nodes[i - 1]):
                    out.append(rf"(?!{LETTER})")  # the word before a gap is whole: no "co" in "court"
                out.append(separator + self._node(node, is_last, marked))
                stops = isinstance(node, Choice) and any(isinstance(o[-1], Stop) for o in node.options)
                separator = _STOP_SEP if stops else _SEP  # "(u.k.|u.s.) readers"
        return "".join(out)

    def _options(self, node: Choice, last: bool, before_mark: bool) -> str:
        longest_first = sorted(node.options, key=literal_length, reverse=True)
        return "(?:" + "|".join(self.sequence(o, True, last, before_mark) for o in longest_first) + ")"

    def _node(self, node: Node, last: bool, before_mark: bool = False) -> str:
        if isinstance(node, Word):
            return _word(node.text)
        if isinstance(node, Choice):
            return self._options(node, last, before_mark)
        if isinstance(node, Vocab):
            entries = sorted(node.entries, key=lambda e: -sum(len(w.text) for w in e))
            return f"(?:{'|'.join(map(_phrase, entries))})" + ("" if _runs_on(node) else f"(?!{LETTER})")
        if isinstance(node, Gap):
            lazy = "" if last else "?"
            token = _UNMARKED if before_mark else _TOKEN
            shape = rf"(?:{token} {{0,3}}){{0,{node.most}}}{lazy}"
        else:
            assert isinstance(node, Slot)
            shape = self._slot(node, last)
        if last and isinstance(node, Gap | Slot) and (isinstance(node, Gap) or node.kind in _OPEN):
            shape = f"(?P<open_{self.names}>{shape})"
            self.names += 1
        return shape

    def _slot(self, node: Slot, last: bool) -> str:
        shape = slot_shape(node.kind, last=last)
        if node.kind in _OPEN:
            group = "title" if node.kind == "title" else "name"
            shape = f"(?P<{group}_{self.names}>{shape})"
            self.names += 1
        return shape + (rf"(?!{LETTER})" if node.kind in _OPEN else "")


def compile_template(nodes: tuple[Node, ...]) -> re.Pattern[str]:
    """Compile a template to a regex over folded text.

    The groups ``name_<n>`` are the proper-name slots, whose capitals the matcher checks in the unfolded view;
    ``title_<n>`` need none; ``open_<n>`` is a slot at the very end, which takes as much as it may and can be cut back.

    >>> from stripper.template import parse_template
    >>> shape = compile_template(parse_template("originally published (in|on) {name}", {}))
    >>> shape.search("* originally published on the south wind review. more").group()
    'originally published on the south wind review'
    """
    try:
        return re.compile(_Compiler().sequence(nodes, True, True))
    except re.error as error:  # cannot happen for a parsed template; say so if it does
        raise AssertionError(f"template compiled to a bad regex: {error}") from error
