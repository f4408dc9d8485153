"""The picture in the README shows what really happens."""

import re

from benchmarks.picture import EXAMPLE, FILE, draw


def shown(svg):
    """The words that a picture shows; how it draws them is the library's business."""
    return [line.replace("&#160;", " ") for line in re.findall(r"<text[^>]*>([^<]*)</text>", svg)]


def test_the_picture_is_up_to_date():
    words = shown(FILE.read_text(encoding="utf-8"))
    assert words == shown(draw(EXAMPLE.read_text(encoding="utf-8"))), "run python -m benchmarks.picture"
    assert any("syndication" in line for line in words) and any("Marigold" in line for line in words)


def test_the_picture_loads_nothing():
    svg = FILE.read_text(encoding="utf-8")
    assert not re.findall(r"@font-face|<script|href=", svg)
    assert set(re.findall(r"https?://[^\"' <]+", svg)) <= {"http://www.w3.org/2000/svg"}
