"""scikit-learn: a transformer for pipelines, clone and grid search."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin

from stripper.adapters.engine import Engine
from stripper.policy import Policy

__all__ = ["BoilerplateStripper"]


class BoilerplateStripper(TransformerMixin, BaseEstimator):
    """Cleans a list, array or series of texts; nothing is learned.

    ``policy`` is a :class:`~stripper.Policy` or the name of a preset, ``packs`` are paths, ``registry`` replaces
    the patterns that ship: all three may be searched over.
    """

    def __init__(self, policy: str | Policy = "balanced", packs: Any = (), registry: Any = None) -> None:
        self.policy = policy
        self.packs = packs
        self.registry = registry

    def fit(self, X: Any, y: Any = None) -> BoilerplateStripper:  # noqa: N803 - scikit-learn's name
        """Nothing to do."""
        return self

    def transform(self, X: Any) -> Any:  # noqa: N803
        """The bodies, as an array of the shape of an array, else as a list; None stays None."""
        policy = Policy.named(self.policy) if isinstance(self.policy, str) else self.policy
        body = Engine(policy, tuple(self.packs), self.registry).body
        if not isinstance(X, np.ndarray):
            return [body(text) for text in X]
        bodies = np.empty(X.shape, object)
        bodies.flat = [body(text) for text in X.flat]
        return bodies

    def get_feature_names_out(self, input_features: Any = None) -> Any:
        """The names that came."""
        return np.asarray(["text"] if input_features is None else input_features, dtype=object)

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        tags.input_tags.allow_nan = True
        tags.requires_fit = False
        return tags
