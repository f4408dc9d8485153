"""Mark boilerplate in a spaCy document, or leave it out before tokenising."""

import spacy

from stripper.adapters.spacy import clean_first

TEXT = "The ferry is back in the harbour.\n\nPlease share this article on Facebook."

nlp = spacy.blank("en")
nlp.add_pipe("boilerplate", config={"policy": "balanced"})
doc = nlp(TEXT)
for span in doc.spans["boilerplate"]:
    assert span.label_ == "share" and "Facebook" in span.text

doc = clean_first(spacy.blank("en"))(TEXT)
print(doc.text)
assert doc._.boilerplate.restore() == TEXT
