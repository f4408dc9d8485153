"""The helper that cleans what extractors leave of a page."""

import pytest

from stripper.errors import InputError

BODY = [
    f"Paragraph {i} tells how the ferry came back to the harbour, and who had waited for it."
    for i in range(9)
]
PAGE = "<html><head><title>Ferry</title></head><body><nav><a href='/'>Home</a></nav><article><h1>Ferry</h1>{}</article></body></html>"


def page(*paragraphs):
    return PAGE.format("".join(f"<p>{p}</p>" for p in paragraphs))


@pytest.mark.parametrize("extractor", ["trafilatura", "readability"])
def test_what_the_extractor_leaves_is_cleaned(extractor, shipped):
    pytest.importorskip(extractor, reason=f"{extractor} is not installed")
    from stripper.adapters.engine import Engine
    from stripper.adapters.html import clean_html

    engine = Engine(registry=shipped)
    html = page(*BODY, "Please share this article on Facebook.")
    result = clean_html(html, extractor, engine)
    assert all(paragraph in result.body for paragraph in BODY)
    assert "Facebook" not in result.body
    assert [str(span.category) for span in result.spans] == ["share"]
    assert engine.body(result.restore()) == result.body
    lines = [line for line in result.body.splitlines() if line]
    assert lines[-len(BODY) :] == BODY  # paragraphs stay paragraphs
    for nothing in (None, "", "  ", "<html></html>"):
        assert clean_html(nothing, extractor, engine) is None


def test_an_unknown_extractor_is_reported():
    from stripper.adapters.html import clean_html

    with pytest.raises(InputError, match="unknown extractor 'x'; known: trafilatura, readability"):
        clean_html("<p>x</p>", "x")
