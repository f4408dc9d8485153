"""The cleaner that adapters share: one a process, small on the way, the same on the other side."""

import ast
import copy
import os
import pickle
import subprocess
import sys

import pytest

from stripper import Policy, Registry, StripperError
from stripper.adapters import engine as module
from stripper.adapters.engine import Engine, built, spans_of


@pytest.fixture
def small(shipped):
    return shipped.select(languages=["en"], categories=["share"])


def test_equal_engines_share_a_cleaner(small):
    before = built()
    engines = [
        Engine(registry=small),
        Engine(Policy(), registry=small),
        Engine(registry=Registry(small.patterns, small.vocab)),
    ]
    engines += pickle.loads(pickle.dumps(engines)) + copy.deepcopy(engines)
    assert len({id(engine.cleaner) for engine in engines}) == 1 and built() == before + 1
    assert Engine(Policy.precise(), registry=small).cleaner is not engines[0].cleaner
    assert built() == before + 2


def test_an_engine_with_the_installed_patterns_travels_small_and_checks_them(monkeypatch, shipped, small):
    monkeypatch.setattr(module, "_cleaners", {})
    monkeypatch.setattr(Registry, "load", lambda *packs: shipped)
    data = pickle.dumps(Engine())
    assert len(data) < 1000
    assert pickle.loads(data).cleaner.registry.digest == shipped.digest
    monkeypatch.setattr(module, "_cleaners", {})
    monkeypatch.setattr(Registry, "load", lambda *packs: small)
    with pytest.raises(StripperError, match="other patterns"):
        pickle.loads(data).body("It rained.")


def test_equal_engines_pickle_to_equal_bytes_in_every_process(root):
    script = (
        "import pickle, sys; from stripper import Policy, Registry; from stripper.adapters.engine import Engine;"
        "r = Registry.load(plugins=False).select(categories=['share']);"
        "sys.stdout.buffer.write(pickle.dumps(Engine(Policy.aggressive(), registry=r)))"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.fspath(root)},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1 and len(found.pop()) > 1000


def test_spans_are_plain_data(small):
    text = "It rained all day in the harbour.\n\nPlease share this article."
    result = Engine(registry=small).clean(text)
    (span,) = spans_of(result)
    assert text[span["start"] : span["end"]] == span["text"] and type(span["category"]) is str
    assert Engine(registry=small).spans(text) == [span] and Engine(registry=small).spans(None) is None


def test_adapters_import_their_library_and_the_engine_only(root):
    for path in (root / "stripper" / "adapters").glob("*.py"):
        nodes = [
            n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.ImportFrom)
        ]
        names = {n.module for n in nodes if n.module.startswith("stripper.adapters")}
        assert names <= {"stripper.adapters.engine"}, path.name


def test_nothing_below_imports_adapters(root):
    for path in (root / "stripper").glob("*.py"):
        assert "stripper.adapters" not in path.read_text(encoding="utf-8").replace(
            "``stripper.adapters``", ""
        ), path
