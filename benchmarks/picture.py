"""Draw what cleaning does to the bundled example: ``docs/before-after.svg``, from real output.

``python -m benchmarks.picture`` writes the picture anew; a test sees to it that it is up to date.
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

from rich.console import Console
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from stripper import Cleaner, Registry, Result

__all__ = ["FILE", "draw", "main"]

DOCS = Path(__file__).parents[1] / "docs"
EXAMPLE, FILE = DOCS / "example.txt", DOCS / "before-after.svg"
WIDTH = 112  # columns
_REMOVED = Style(color="red", strike=True)
_LABEL = Style(color="blue", italic=True)
_THEME = TerminalTheme(
    (252, 252, 250), (45, 45, 50), [(45, 45, 50), (176, 62, 52)] + [(45, 45, 50)] * 2 + [(40, 84, 150)] * 4
)


def marked(text: str, result: Result) -> Text:
    """The text with what goes struck through, and its category behind it; long paragraphs that stay are shortened."""
    out, at = Text(), 0
    for span in result.spans:
        out.append(_shortened(text[at : span.start]))
        goes = span.text.strip()
        before, after = span.text.split(goes, 1) if goes else (span.text, "")
        out.append(before)
        for i, line in enumerate(goes.split("\n")):
            out.append("\n" if i else "")
            out.append(line, _REMOVED)
        out.append(f"  ← {span.category.value}", _LABEL)
        out.append(after)
        at = span.end
    out.append(_shortened(text[at:]))
    return out


def _shortened(text: str) -> str:
    return re.sub(rf"(.{{{WIDTH - 30}}}\S*).+", r"\1 ...", text)


def draw(text: str) -> str:
    """The picture as SVG, the same for the same result."""
    console = Console(
        record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor"
    )
    console.print(marked(text, Cleaner(Registry.load(plugins=False)).clean(text)))
    svg = console.export_svg(title="what goes, and why", theme=_THEME, unique_id="stripper")
    # Fonts of the reader's own: a picture in a README loads nothing from elsewhere.
    return re.sub(r"\s*@font-face \{[^}]*\}|<!--.*?-->", "", svg)


def main() -> int:
    """Write the picture."""
    FILE.write_text(draw(EXAMPLE.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
