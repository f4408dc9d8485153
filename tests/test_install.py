"""What users install: the wheel built from the sdist brings its packs, and the README's commands are real."""

import json
import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

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


@pytest.mark.slow
def test_the_wheel_holds_package_and_packs_and_no_tests(built):
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert {"stripper/py.typed", "stripper/background.tsv", "stripper/patterns/vocab.toml"} <= set(names)
    assert "stripper/patterns/__cache__/index.bin" in names
    assert any(name.startswith("stripper/patterns/en/") for name in names)
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"stripper"}
    assert not [name for name in names if "test" in name.lower() or name.endswith(".pyc")]
    assert any(name.endswith("LICENSE") for name in names)


@pytest.mark.slow
def test_the_sdist_holds_tests_and_example(built):
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {
        "tests/test_laws.py",
        "docs/example.txt",
        "patterns/vocab.toml",
        "README.md",
        "pyproject.toml",
    } <= names


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
