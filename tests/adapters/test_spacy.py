"""The spaCy adapter."""

import os

import pytest

spacy = pytest.importorskip("spacy", reason="spaCy is not installed")

from contract import TEXTS, Contract  # noqa: E402
from spacy.language import Language  # noqa: E402
from spacy.tokens import Doc  # noqa: E402

from stripper.adapters.engine import built  # noqa: E402
from stripper.adapters.spacy import BoilerplateMarker, CleanFirst, clean_first  # noqa: E402

GIVEN = [text for text in TEXTS if text is not None]


@Language.component("count_cleaners")
def count_cleaners(doc):
    doc.user_data["seen"] = [os.getpid(), built()]
    return doc


class TestMarker(Contract):
    all_patterns = True
    has_none = False

    def nlp(self):
        nlp = spacy.blank("en")
        nlp.add_pipe("boilerplate")
        return nlp

    def bodies(self, texts):
        """What is in no marked span; the text itself is never touched, white space at cuts apart."""
        for doc, place in self.nlp().pipe(((t, i) for i, t in enumerate(texts)), as_tuples=True):
            assert doc.text == texts[place]
            marked = {token.i for span in doc.spans["boilerplate"] for token in span}
            kept = "".join(token.text_with_ws for token in doc if token.i not in marked)
            yield kept.rstrip() if marked else kept, place

    def adapter(self):
        return BoilerplateMarker(self.engine)

    def workers(self):
        nlp = self.nlp()
        nlp.add_pipe("count_cleaners")
        docs = list(nlp.pipe(self.texts, n_process=2, batch_size=3))
        seen = {tuple(doc.user_data["seen"]) for doc in docs}
        assert [len(d.spans["boilerplate"]) for d in docs] == [
            len(d.spans["boilerplate"]) for d in nlp.pipe(GIVEN)
        ]
        assert len({process for process, _ in seen} - {os.getpid()}) == 2
        return seen

    def test_labels_are_categories_and_survive_bytes_and_disk(self, tmp_path):
        self.nlp().to_disk(tmp_path / "model")
        nlp = spacy.load(tmp_path / "model")
        doc = nlp(GIVEN[0])
        again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
        for found in (doc, again):
            (span,) = found.spans["boilerplate"]
            assert span.label_ == "share" and "share this article" in span.text

    def test_settings_are_those_of_the_configuration(self):
        nlp = spacy.blank("en")
        nlp.add_pipe("boilerplate", config={"policy": "precise", "spans_key": "furniture"})
        assert nlp(GIVEN[0]).spans["furniture"]
        assert nlp.config["components"]["boilerplate"]["policy"] == "precise"


class TestCleanFirst(Contract):
    has_none = False

    def nlp(self):
        return clean_first(spacy.blank("en"), self.engine)

    def bodies(self, texts):
        for doc, place in self.nlp().pipe(((t, i) for i, t in enumerate(texts)), as_tuples=True):
            assert doc._.boilerplate.restore() == texts[place]
            yield doc.text, place

    def adapter(self):
        return CleanFirst(spacy.blank("en").tokenizer, self.engine)

    def test_the_tokenizer_behind_it_is_still_there(self, tmp_path):
        nlp = self.nlp()
        assert nlp.tokenizer.explain("It rained.")
        nlp.to_disk(tmp_path / "model")
        assert spacy.load(tmp_path / "model")("It rained.").text == "It rained."
