"""One row: from the bytes of a line to the cleaned row, its span side-car and, if it is bad, its reject."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from stripper.spans import Result, Span

__all__ = ["Reject", "Row", "Shape", "Unit", "dump", "parse_line", "span_entry"]

_STAMP_KEYS = frozenset({"version", "registry", "policy"})


class Unit(StrEnum):
    """In what the offsets of a side-car count."""

    CODE_POINTS = "code-points"
    UTF8 = "utf-8"  # bytes
    UTF16 = "utf-16"  # code units, as Java, JavaScript and C# count


@dataclass(frozen=True, slots=True)
class Row:
    """A good row: where it stands (line or row of its file, from 1), its fields, and its text, which may be None."""

    line: int
    fields: dict[str, Any]
    text: str | None


@dataclass(frozen=True, slots=True)
class Reject:
    """A bad row: nothing of it is lost. ``line`` counts from 1; ``raw`` is the line itself, if it is one."""

    file: str
    line: int
    reason: str
    raw: bytes | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON; a line that is not UTF-8 is kept in base64.

        >>> Reject("a.jsonl", 3, "not valid UTF-8", b"\\xff").to_dict()
        {'file': 'a.jsonl', 'line': 3, 'reason': 'not valid UTF-8', 'raw_base64': '/w=='}
        """
        entry = {"file": self.file, "line": self.line, "reason": self.reason}
        if self.raw is None:
            return entry
        try:
            return {**entry, "raw": self.raw.decode("utf-8")}
        except UnicodeDecodeError:
            return {**entry, "raw_base64": b64encode(self.raw).decode("ascii")}


@dataclass(frozen=True, slots=True)
class Shape:
    """How an output row looks: which field is cleaned, whether the original stays, where the stamp goes.

    >>> shape = Shape(stamp={"version": "1", "registry": "ab", "policy": "cd"}, keep_original=True)
    >>> shape.cleaned({"id": 7, "text": "News. Share!"}, "News.")
    {'id': 7, 'text': 'News.', 'text_original': 'News. Share!', 'stripper': {'version': '1', 'registry': 'ab', 'policy': 'cd'}}
    """

    stamp: Mapping[str, str]
    text_field: str = "text"
    stamp_field: str = "stripper"
    keep_original: bool = False

    @property
    def original_field(self) -> str:
        """Where the original goes if it is kept."""
        return f"{self.text_field}_original"

    def fault(self, fields: Mapping[str, Any]) -> str:
        """Why a row cannot be cleaned, or an empty string: no text, or a field of ours is taken."""
        if self.text_field not in fields:
            return f"no field {self.text_field!r}"
        text = fields[self.text_field]
        if text is not None and not isinstance(text, str):
            return f"field {self.text_field!r} is not text but {_json_type(text)}"
        if self.keep_original and self.original_field in fields:
            return f"field {self.original_field!r} is taken"
        stamp = fields.get(self.stamp_field)
        if stamp is not None and not (isinstance(stamp, dict) and set(stamp) == _STAMP_KEYS):
            return f"field {self.stamp_field!r} is taken; choose another for the stamp"
        return ""

    def cleaned(self, fields: Mapping[str, Any], body: str | None) -> dict[str, Any]:
        """The output row, its fields in their old order, ours behind them."""
        row = {**fields, self.text_field: body}
        if self.keep_original:
            row[self.original_field] = fields[self.text_field]
        row.pop(self.stamp_field, None)
        row[self.stamp_field] = dict(self.stamp)
        return row


def parse_line(raw: bytes, file: str, line: int, shape: Shape) -> Row | Reject:
    """The row that a line of JSONL holds, or why it holds none.

    >>> parse_line(b'{"text": "News."}', "a.jsonl", 1, Shape({}))
    Row(line=1, fields={'text': 'News.'}, text='News.')
    >>> parse_line(b'{"text": 3}', "a.jsonl", 2, Shape({})).reason
    "field 'text' is not text but a number"
    """
    bare = raw.rstrip(b"\r\n")
    try:
        fields = json.loads(bare.decode("utf-8"))  # given bytes, it would guess at UTF-16
    except UnicodeDecodeError:
        return Reject(file, line, "not valid UTF-8", bare)
    except RecursionError:
        return Reject(file, line, "not valid JSON: nested too deeply", bare)
    except ValueError as error:
        return Reject(file, line, f"not valid JSON: {error}", bare)
    if not isinstance(fields, dict):
        return Reject(file, line, f"not an object but {_json_type(fields)}", bare)
    if fault := shape.fault(fields):
        return Reject(file, line, fault, bare)
    return Row(line, fields, fields[shape.text_field])


def dump(value: Any) -> bytes:
    """One line of JSON in UTF-8; lone surrogates, which UTF-8 cannot hold, stay escaped as they came.

    >>> dump({"text": "caf\\u00e9"}) == b'{"text": "caf\\xc3\\xa9"}\\n', dump("\\ud800")
    (True, b'"\\\\ud800"\\n')
    """
    try:
        return json.dumps(value, ensure_ascii=False, default=_plain).encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(value, default=_plain).encode() + b"\n"


def span_entry(file: str, line: int, text: str, result: Result, unit: Unit) -> dict[str, Any]:
    """The side-car entry of a row: what was removed from it, and what was recognised but stays."""
    return {
        "file": file,
        "line": line,
        "unit": str(unit),
        "spans": _in_unit(text, result.spans, unit),
        "kept": _in_unit(text, result.kept, unit),
    }


def _in_unit(text: str, spans: Iterable[Span], unit: Unit) -> list[dict[str, Any]]:
    """Spans as plain data, offsets in ``unit``; every stretch of the text is encoded once."""
    spans = tuple(spans)
    places = sorted({place for span in spans for place in (span.start, span.end)})
    at, units, counted = 0, 0, {}
    for place in places:
        units += _length(text[at:place], unit)
        counted[place] = units
        at = place
    return [
        {
            "start": counted[s.start],
            "end": counted[s.end],
            "text": s.text,
            "category": str(s.category),
            "pattern_id": s.pattern_id,
            "score": s.score,
        }
        for s in spans
    ]


def _length(text: str, unit: Unit) -> int:
    if unit is Unit.CODE_POINTS or text.isascii():
        return len(text)
    if unit is Unit.UTF8:
        return len(text.encode("utf-8", "surrogatepass"))
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _json_type(value: object) -> str:
    if isinstance(value, bool):
        return "a boolean"
    if value is None:
        return "null"
    names: dict[type, str] = {
        str: "a string",
        int: "a number",
        float: "a number",
        list: "a list",
        dict: "an object",
    }
    return names.get(type(value), type(value).__name__)


def _plain(value: object) -> object:
    """What Parquet can hold and JSON cannot: bytes as base64, dates as ISO 8601, the rest as it prints."""
    if isinstance(value, bytes):
        return b64encode(value).decode("ascii")
    iso = getattr(value, "isoformat", None)
    return iso() if iso else str(value)
