"""Strip boilerplate in a scikit-learn pipeline, so that nothing is learned from it."""

from sklearn.feature_extraction.text import CountVectorizer
from sklearn.pipeline import make_pipeline

from stripper.adapters.sklearn import BoilerplateStripper

TEXTS = [
    "The ferry is back in the harbour.\n\nPlease share this article on Facebook.",
    "It rained all night on the quay.",
]

stripper = BoilerplateStripper(policy="balanced")
pipeline = make_pipeline(stripper, CountVectorizer()).fit(TEXTS)
assert "facebook" not in pipeline[-1].vocabulary_
for text in stripper.transform(TEXTS):
    print(text)
