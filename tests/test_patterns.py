"""Every shipped pattern does what its own examples say, alone and inside the whole registry."""

import pytest

from stripper import Registry
from stripper.lint import Level, lint

SHIPPED = Registry.load(plugins=False)


@pytest.mark.parametrize("file", sorted({pattern.file for pattern in SHIPPED}))
def test_the_lint_finds_no_error(file, cleaner):
    found = lint(SHIPPED, [file], cleaner)
    assert [str(finding) for finding in found if finding.level is Level.ERROR] == []


def test_there_are_patterns_for_the_frequent_families():
    families = {"share", "subscribe", "syndication", "copyright", "disclaimer", "related", "comments", "ui"}
    assert families <= {p.category for p in SHIPPED}
    assert sum(len(p.templates) for p in SHIPPED if p.language == "en") >= 120


def test_no_example_is_an_example_of_the_opposite():
    both = [(p.id, example) for p in SHIPPED for example in p.match if example in p.keep]
    assert both == []
