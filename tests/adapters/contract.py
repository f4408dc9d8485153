"""What every adapter promises, as tests that its test class inherits."""

import copy
import pickle

import pytest

from stripper.adapters.engine import Engine, built

ARTICLE = "The old ferry left the harbour before dawn, and nobody expected to see it again. 🚢 Über Nacht."
TEXTS = [
    f"{ARTICLE}\n\nPlease share this article on Facebook.",
    ARTICLE,
    "",
    None,
    f"{ARTICLE}\n\nSubscribe to our newsletter.\n\n© 2024 The Quay Press. All rights reserved.",
    "Please share this article on Facebook.",
    "It rained.\r\n\r\nNobody minded.",
] * 4


class Contract:
    """An adapter's test class says how to run it (``bodies``, with the places of the texts as metadata), and may
    say how to count the cleaners of its workers (``workers``)."""

    has_none = True  # whether the library can hold a text that is None
    all_patterns = False  # whether the adapter is configured by names, and has the patterns that ship
    most_cleaners = 1  # that a worker may have built at the end

    @pytest.fixture(autouse=True)
    def engine(self, shipped, few):
        self.engine = Engine(registry=shipped if self.all_patterns else few)
        self.texts = TEXTS if self.has_none else [t for t in TEXTS if t is not None]

    def bodies(self, texts):
        """Run the adapter on the texts; a list of (body, metadata), the metadata of text i being i."""
        raise NotImplementedError

    def adapter(self):
        """What travels to workers."""
        raise NotImplementedError

    def workers(self):
        """(process, cleaners built in it) of every batch that was cleaned."""
        self.bodies(self.texts)
        first = built()
        self.bodies(self.texts)
        return {("here", built() - first + 1)}

    def test_same_result_as_clean_in_order_with_metadata_none_and_empty(self):
        expected = [(self.engine.body(text), i) for i, text in enumerate(self.texts)]
        assert len({body for body, _ in expected}) > 2
        assert [tuple(found) for found in self.bodies(self.texts)] == expected

    def test_no_texts_give_no_texts(self):
        assert list(self.bodies([])) == []

    def test_it_is_picklable_and_copyable(self):
        for again in (pickle.loads(pickle.dumps(self.adapter())), copy.deepcopy(self.adapter())):
            assert type(again) is type(self.adapter())

    def test_one_cleaner_is_built_in_every_worker(self):
        counted = set(self.workers())
        assert counted and max(number for _, number in counted) <= self.most_cleaners
