"""The scikit-learn adapter."""

import pytest

pytest.importorskip("sklearn", reason="scikit-learn is not installed")

import numpy as np
from contract import TEXTS, Contract
from sklearn.base import clone
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline

from stripper import Policy
from stripper.adapters.sklearn import BoilerplateStripper

WORDS = [text for text in TEXTS if text]


class TestSklearn(Contract):
    def bodies(self, texts):
        return [(body, i) for i, body in enumerate(self.adapter().fit_transform(texts))]

    def adapter(self):
        return BoilerplateStripper(registry=self.engine.registry)

    def test_clone_and_parameters(self):
        policy = Policy(threshold=0.9)
        made = clone(BoilerplateStripper(policy, registry=self.engine.registry).set_params(packs=()))
        assert made.get_params()["policy"] == policy
        assert made.transform(TEXTS[:1]) == BoilerplateStripper(policy, (), self.engine.registry).transform(
            TEXTS[:1]
        )
        assert list(made.get_feature_names_out(["body"])) == ["body"]

    def test_arrays_keep_their_shape(self):
        given = np.array(WORDS[:4], object).reshape(2, 2)
        found = self.adapter().transform(given)
        assert found.shape == (2, 2) and list(found.flat) == [self.engine.body(text) for text in WORDS[:4]]

    @pytest.mark.parametrize("jobs", [1, 2])
    def test_it_is_searched_over_in_a_pipeline(self, jobs):
        pipeline = make_pipeline(self.adapter(), CountVectorizer(), LogisticRegression())
        targets = [i % 2 for i in range(len(WORDS))]
        grid = {"boilerplatestripper__policy": ["precise", "balanced", Policy(remove=())]}
        search = GridSearchCV(pipeline, grid, cv=2, n_jobs=jobs, error_score="raise").fit(WORDS, targets)
        assert len(search.cv_results_["params"]) == 3
        words = search.best_estimator_.set_params(boilerplatestripper__policy="balanced").fit(WORDS, targets)
        assert "facebook" not in words[1].vocabulary_ and "ferry" in words[1].vocabulary_
