"""Fixtures for all tests, the hypothesis profiles, and the rule that slow tests run only when asked for."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from stripper import Cleaner, Registry

ROOT = Path(__file__).resolve().parent.parent

_SLOW_MACHINE = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
settings.register_profile(
    "everyday",
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=_SLOW_MACHINE,
)
settings.register_profile(
    "ci",  # the same examples in every run: what lands is what was tried; other seeds belong to longer fuzzing
    max_examples=2000,
    deadline=None,
    derandomize=True,
    database=None,
    print_blob=True,
    suppress_health_check=_SLOW_MACHINE,
)
settings.load_profile(os.environ.get("STRIPPER_HYPOTHESIS_PROFILE", "everyday"))


def pytest_configure(config):
    config.addinivalue_line(
        "markers", "law: a property of DESIGN.md section 7; .ci/run gives it 2,000 examples"
    )


def pytest_collection_modifyitems(config, items):
    """Leave slow tests out of the everyday run; any -m expression of the caller's decides for itself."""
    if config.option.markexpr:
        return
    slow = [item for item in items if item.get_closest_marker("slow")]
    if slow:
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if item not in slow]


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shipped() -> Registry:
    """The patterns that ship, without plug-ins that happen to be installed."""
    return Registry.load(plugins=False)


@pytest.fixture(scope="session")
def cleaner(shipped) -> Cleaner:
    """A cleaner over the patterns that ship, with the default policy."""
    return Cleaner(shipped)
