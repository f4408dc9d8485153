"""Clean what trafilatura leaves of a web page."""

from stripper.adapters.html import clean_html

PARAGRAPHS = [
    "The ferry is back in the harbour.",
    "It rained all night on the quay.",
    "Please share this article on Facebook.",
]
PAGE = "<html><body><article>{}</article></body></html>"

result = clean_html(PAGE.format("".join(f"<p>{p}</p>" for p in PARAGRAPHS)))
print(result.body)
