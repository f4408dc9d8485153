"""Every shipped pattern does what its own examples say, alone and inside the whole registry."""

import pytest

from stripper import Registry
from stripper.lint import lint

SHIPPED = Registry.load(plugins=False)


@pytest.fixture(scope="session")
def findings():
    found = {}
    for finding in lint(SHIPPED):
        found.setdefault(finding.pattern_id, []).append(str(finding))
    return found


@pytest.mark.parametrize("pattern_id", [p.id for p in SHIPPED])
def test_the_lint_finds_nothing(findings, pattern_id):
    assert findings.get(pattern_id, []) == []


def test_there_are_patterns_for_the_frequent_families():
    families = {"share", "subscribe", "syndication", "copyright", "disclaimer", "related", "comments", "ui"}
    assert families <= {p.category for p in SHIPPED}
    assert sum(len(p.templates) for p in SHIPPED if p.language == "en") >= 120


def test_no_example_is_an_example_of_the_opposite():
    both = [(p.id, example) for p in SHIPPED for example in p.match if example in p.keep]
    assert both == []
