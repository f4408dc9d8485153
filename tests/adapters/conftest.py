"""What the adapters' tests share."""

import pytest


@pytest.fixture(scope="session")
def few(shipped):
    """A few of the patterns that ship: they travel to workers faster than all of them."""
    return shipped.select(languages=["en"], categories=["share", "subscribe", "copyright"])
