"""Strip boilerplate and disclaimers from plain text.

>>> import stripper
>>> text = "The bridge reopened on Monday.\\n\\nPlease share this article on Facebook."
>>> result = stripper.clean(text)
>>> result.body
'The bridge reopened on Monday.'
>>> [(span.category.value, span.text) for span in result.spans]
[('share', '\\n\\nPlease share this article on Facebook.')]
>>> result.restore() == text
True
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from stripper.errors import InputError, PatternError, PolicyError, SpanError, StripperError, TextError
from stripper.pattern import Category, Extent, Pattern, Strength, Zone
from stripper.policy import Policy
from stripper.spans import Blocked, Explanation, Result, Span
from stripper.version import __version__

if TYPE_CHECKING:
    from stripper.cleaner import Cleaner
    from stripper.registry import Registry

__all__ = [
    "Blocked",
    "Category",
    "Cleaner",
    "Explanation",
    "Extent",
    "InputError",
    "Pattern",
    "PatternError",
    "Policy",
    "PolicyError",
    "Registry",
    "Result",
    "Span",
    "SpanError",
    "Strength",
    "StripperError",
    "TextError",
    "Zone",
    "__version__",
    "clean",
    "explain",
    "scan",
]


_LATER = {"Cleaner": "stripper.cleaner", "Registry": "stripper.registry"}


def __getattr__(name: str) -> object:
    """Import the two that bring the whole machinery when somebody wants them; the values above are light."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_LATER[name]), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


@cache
def _default_cleaner(policy: Policy) -> Cleaner:
    from stripper.cleaner import Cleaner

    return Cleaner(policy=policy)


def clean(text: str, policy: Policy | None = None) -> Result:
    """Return the article body and what was removed, with the patterns that ship with the package.

    >>> clean("Nothing to see here.").spans
    ()
    """
    return _default_cleaner(policy or Policy()).clean(text)


def scan(text: str, policy: Policy | None = None) -> tuple[Span, ...]:
    """The spans that :func:`clean` would remove, without cutting: tag now, cut later."""
    return _default_cleaner(policy or Policy()).scan(text)


def explain(text: str, policy: Policy | None = None) -> tuple[Explanation, ...]:
    """Every candidate with the reason why it was believed or not."""
    return _default_cleaner(policy or Policy()).explain(text)
