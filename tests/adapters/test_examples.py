"""The examples run as they stand, and every adapter has one."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "examples"
NEEDS = {
    "files": "pyarrow",
    "pandas": "pandas",
    "polars": "polars",
    "datasets": "datasets",
    "datatrove": "datatrove",
    "spark": "pyspark",
    "ray": "ray",
    "spacy": "spacy",
    "sklearn": "sklearn",
    "langchain": "langchain_core",
    "llamaindex": "llama_index",
    "haystack": "haystack",
    "html": "trafilatura",
}


def test_every_adapter_has_an_example(root):
    adapters = {path.stem for path in (root / "stripper" / "adapters").glob("*.py")} - {"__init__", "engine"}
    assert (
        {path.stem.removesuffix("_example") for path in FOLDER.glob("*.py")}
        == adapters | {"files"}
        == set(NEEDS)
    )


@pytest.mark.parametrize("name", NEEDS)
def test_the_example_prints_cleaned_texts(root, name, tmp_path):
    if importlib.util.find_spec(NEEDS[name]) is None:
        pytest.skip(f"{NEEDS[name]} is not installed")
    if name == "spark" and not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        pytest.skip("Java is not installed")
    paths = os.pathsep.join([os.fspath(root), *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = {
        **os.environ,
        "PYTHONPATH": paths,
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_LOCAL_IP": "127.0.0.1",
        "HF_HOME": os.fspath(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, FOLDER / f"{name}_example.py"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env=environment,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert "The ferry is back in the harbour." in done.stdout
    assert name == "spacy" or "It rained all night on the quay." in done.stdout
    assert "Facebook" not in done.stdout
