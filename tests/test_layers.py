"""Imports go down the floors of the house only, and never in circles."""

import ast
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter

import pytest

FLOORS = {
    0: {"errors", "pattern", "fold", "version", "workers"},
    1: {
        "template",
        "shapes",
        "pieces",
        "facts",
        "phrases",
        "buckets",
        "labels",
        "piece_table",
        "spelling",
        "rules",
        "index",
        "registry",
        "stored",
        "spans",
        "layout",
        "speech",
    },
    2: {"anchors", "mend"},
    3: {"match", "exact", "labelled", "cues", "align", "matching"},
    4: {"policy", "voice", "evidence", "judge", "extents", "menus", "kinship"},
    5: {"cleaner"},
    6: {
        *("lint", "streams"),
        *(
            "corpus",
            "mine_units",
            "mine_blocks",
            "mine_templates",
            "mine_families",
            "draft",
            "mine_groups",
            "mine",
        ),
        *("scoring", "evaluate", "pack_diff", "pack_patch", "review", "lint_rules", "lint_regex"),
        *(
            "formats",
            "sources",
            "rows",
            "tally",
            "arrow",
            "shards",
            "work",
            "reading",
            "process",
            "merge",
            "pipe",
        ),
    },
    7: {"cli", "cli_run", "cli_lint", "cli_tools", "__main__"},
}
FLOOR = {module: number for number, modules in FLOORS.items() for module in modules}
FACE = "__init__"  # may show everything below the command line; only the top floor uses it
FACE_FLOOR = 6


def imports(path):
    """Names of the package's modules that a file imports, wherever in the file it does."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: relative imports hide the floors"
            names = [node.module]
            if node.module == "stripper":
                names += [f"stripper.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            package, _, module = name.partition(".")
            if package == "stripper":
                found.add(module.partition(".")[0] or FACE)
    return found


@pytest.fixture(scope="module")
def graph(root):
    modules = {path.stem: imports(path) for path in (root / "stripper").glob("*.py")}
    return {name: {i for i in used if i in modules} for name, used in modules.items()}


def test_every_module_has_its_floor(graph):
    assert set(graph) - {FACE} == set(FLOOR)


def test_imports_go_down_only(graph):
    upward = [
        f"{name} (floor {FLOOR[name]}) imports {used} (floor {FLOOR[used]})"
        for name in set(graph) - {FACE}
        for used in graph[name] - {FACE}
        if FLOOR[used] > FLOOR[name]
    ]
    assert upward == []


def test_only_the_top_floor_looks_at_the_face(graph):
    top = max(FLOORS)
    assert {name for name, used in graph.items() if FACE in used} <= FLOORS[top]
    assert all(FLOOR[used] < FACE_FLOOR for used in graph[FACE])


def test_there_are_no_circles(graph):
    try:
        tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(f"circular imports: {' -> '.join(error.args[1])}")


def test_the_library_does_not_need_what_only_the_command_line_needs(root):
    for path in (root / "stripper").glob("*.py"):
        if path.stem in FLOORS[7]:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) else []
            assert not {n.partition(".")[0] for n in names} & {"typer", "rich", "click"}, path.name


def test_importing_the_package_brings_values_and_not_the_machinery(root):
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); import stripper;"
        "early = sorted(m for m in sys.modules if m.startswith('stripper.'));"
        "assert set(stripper.__all__) <= set(dir(stripper));"
        "everything = [getattr(stripper, name) for name in stripper.__all__];"
        "print(*early); assert not hasattr(stripper, 'nothing')"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(root)], capture_output=True, text=True, check=True
    )
    values = {"errors", "pattern", "policy", "spans", "version"}
    assert {name.removeprefix("stripper.") for name in done.stdout.split()} == values
