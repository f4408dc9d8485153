"""Every error this package raises on purpose, in one small tree."""

from __future__ import annotations

__all__ = [
    "InputError",
    "PatchError",
    "PatternError",
    "PolicyError",
    "SpanError",
    "StripperError",
    "TextError",
]


class StripperError(Exception):
    """Base of all errors raised by stripper."""


_LONGEST = 600  # characters of one part of a message; a hostile pack chooses what its errors quote


def _plain(part: str) -> str:
    """One line that a terminal shows as it is: no control or bidi characters, no lone surrogates, not too long."""
    if len(part) > _LONGEST:
        part = f"{part[: _LONGEST // 2]}...{part[-_LONGEST // 2 :]}"
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in part)


class PatternError(StripperError):
    """A pattern pack is wrong; says in which file, which pattern and which key.

    >>> print(PatternError("en/share.toml", "en.share.label", "zone", "unknown value 'top'"))
    en/share.toml: en.share.label: zone: unknown value 'top'
    """

    def __init__(self, file: str, pattern_id: str, key: str, why: str) -> None:
        self.file, self.pattern_id, self.key, self.why = file, pattern_id, key, why
        super().__init__(": ".join(_plain(part) for part in (file, pattern_id, key, why) if part))

    def __reduce__(self) -> tuple[type[PatternError], tuple[str, str, str, str]]:
        return PatternError, (self.file, self.pattern_id, self.key, self.why)


class PolicyError(StripperError, ValueError):
    """A policy has an impossible or unknown setting."""


class SpanError(StripperError, ValueError):
    """A result cannot be built: spans overlap, are empty, or do not fit the text."""


class InputError(StripperError):
    """A file or stream cannot be read as text; the message names it."""


class PatchError(StripperError):
    """A patch of examples cannot be merged into a pack; nothing was written."""


class TextError(StripperError, TypeError):
    """One of many texts is not a str but of type ``kind``; ``index`` counts the texts from 0.

    >>> print(TextError(7, "NoneType"))
    text 7 must be a str, not NoneType
    """

    def __init__(self, index: int, kind: str) -> None:
        self.index, self.kind = index, kind
        super().__init__(f"text {index} must be a str, not {kind}")

    def __reduce__(self) -> tuple[type[TextError], tuple[int, str]]:
        return TextError, (self.index, self.kind)
