"""What users install: the wheel built from the sdist brings its packs, and the README's commands are real."""

import json
import os
import re
import subprocess
import sys
import tarfile
import venv
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest

import stripper

pytestmark = pytest.mark.xdist_group("install")  # one process builds and installs for all of them

SET_UP = (
    "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/stripper clean --show docs/example.txt",
    "python3 -m venv .venv && .venv/bin/pip install -e '.[dev]' && .venv/bin/python -m pytest",
)


@pytest.mark.parametrize("command", SET_UP, ids=["use", "test"])
def test_the_readme_has_the_set_up_command(root, command):
    lines = [line.strip() for line in (root / "README.md").read_text(encoding="utf-8").splitlines()]
    assert lines.count(command) == 1


def test_ci_runs_the_test_command_of_the_readme(root):
    script = (root / ".ci" / "run").read_text(encoding="utf-8")
    _, install, test = SET_UP[1].split(" && ")
    for part in (install, test):
        assert part.replace(".venv/bin/", '"$venv"/bin/') in script


@pytest.fixture(scope="module")
def built(root, tmp_path_factory):
    """The folder with an sdist, and the wheel that was built from that sdist."""
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--outdir", out, root)
    return out


@pytest.fixture(scope="module")
def installed(built, tmp_path_factory):
    """A fresh environment outside of the checkout, with nothing but the wheel and what it needs."""
    home = tmp_path_factory.mktemp("fresh")
    venv.create(home / "venv", with_pip=True)
    binaries = home / "venv" / ("Scripts" if os.name == "nt" else "bin")
    (wheel,) = built.glob("*.whl")
    run(binaries / "python", "-m", "pip", "install", "--quiet", wheel, cwd=home)
    return binaries


def run(*command, **options):
    environment = {
        k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
    }
    done = subprocess.run(
        list(map(str, command)),
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        timeout=900,
        **options,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def sources(root, folder):
    """What a checkout has in a folder, without what Python and the index cache leave there."""
    return {
        path.relative_to(root).as_posix()
        for path in (root / folder).rglob("*")
        if path.is_file() and not {"__pycache__", "__cache__"} & set(path.parts)
    }


@pytest.mark.slow
def test_the_wheel_holds_package_packs_and_index_and_nothing_else(built, root):
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        metadata = {name for name in names if name.partition("/")[0].endswith(".dist-info")}
        (entry_points,) = (
            archive.read(name).decode() for name in metadata if name.endswith("entry_points.txt")
        )
    package, packs = sources(root, "stripper"), sources(root, "patterns")
    assert {"stripper/py.typed", "stripper/background.tsv"} <= package and "patterns/vocab.toml" in packs
    index = "stripper/patterns/__cache__/index.bin"
    assert set(names) - metadata == package | {f"stripper/{name}" for name in packs} | {index}
    assert len(names) == len(set(names))
    assert {name.rpartition("/")[2] for name in metadata} == {
        *("METADATA", "RECORD", "WHEEL", "LICENSE", "entry_points.txt")
    }
    assert entry_points.split() == ["[console_scripts]", "stripper", "=", "stripper.cli:app"]


@pytest.mark.slow
def test_the_sdist_holds_what_testing_and_building_need_and_nothing_else(built, root):
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {member.name.partition("/")[2] for member in archive if member.isfile()}
    folders = ("stripper", "patterns", "tests", "benchmarks", "docs", ".ci")
    files = {"README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE"}
    building = {"pyproject.toml", "hatch_build.py", "PKG-INFO", ".gitignore"}
    assert names == files.union(building, *(sources(root, folder) for folder in folders))


@pytest.mark.slow
def test_the_metadata_says_what_it_is(built):
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = message_from_bytes(archive.read(name))
    assert (metadata["Name"], metadata["Version"]) == ("boilerplate-stripper", stripper.__version__)
    assert (metadata["Requires-Python"], metadata["License-Expression"]) == (">=3.11", "Apache-2.0")
    needed = {re.split(r"[^\w-]", r)[0] for r in metadata.get_all("Requires-Dist") if "extra ==" not in r}
    assert needed == {"ahocorasick-rs", "rapidfuzz", "regex", "rich", "typer"}
    extras = metadata.get_all("Provides-Extra")
    adapters = {path.stem for path in (Path(stripper.__file__).parent / "adapters").glob("[!_]*.py")}
    assert adapters - {"engine"} <= set(extras)


@pytest.mark.slow
def test_the_installed_wheel_finds_its_packs_and_nobody_elses(installed, tmp_path):
    (tmp_path / "patterns").mkdir()
    (tmp_path / "patterns" / "vocab.toml").write_text("")  # a decoy in the working folder
    script = (
        "import json, stripper; from stripper.registry import default_pack_path as path;"
        "print(json.dumps([stripper.__file__, str(path()), len(stripper.Registry.load())]))"
    )
    package, packs, count = json.loads(run(installed / "python", "-c", script, cwd=tmp_path))
    assert "site-packages" in package and "site-packages" in packs
    assert Path(packs).parts[-2:] == ("stripper", "patterns") and count >= 100


@pytest.mark.slow
def test_the_installed_wheel_never_works_an_index_out(installed, tmp_path):
    script = (
        "from stripper import Registry, index; index.Index.build = None;"  # calling it would raise
        "print(len(Registry.load(plugins=False)))"
    )
    assert int(run(installed / "python", "-c", script, cwd=tmp_path)) >= 100


@pytest.mark.slow
def test_the_installed_wheel_has_the_patterns_of_the_checkout(installed, shipped, tmp_path):
    script = "import stripper; print(stripper.Registry.load(plugins=False).digest)"
    assert run(installed / "python", "-c", script, cwd=tmp_path).strip() == shipped.digest


@pytest.mark.slow
def test_the_installed_command_cleans_the_bundled_example(installed, cleaner, root, tmp_path):
    example = root / "docs" / "example.txt"
    text = example.read_text(encoding="utf-8")
    body = cleaner.clean(text).body
    assert len(body) < len(text) and "Marigold" in body
    assert run(installed / "stripper", "clean", example, cwd=tmp_path).rstrip() == body.rstrip()
    assert "removed:" in run(installed / "stripper", "clean", "--show", example, cwd=tmp_path)
