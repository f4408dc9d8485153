"""Small pattern packs for tests, written to disk as the TOML that pack authors would write."""

import json
from pathlib import Path

from stripper import Registry

SHARE = {
    "id": "en.share.sample",
    "category": "share",
    "zone": "anywhere",
    "strength": "strong",
    "extent": "sentence",
    "templates": ["please share this article"],
    "source": "written for the tests",
    "match": ["Please share this article.", "Please share this article"],
    "keep": ["They share a garden."],
}


def entry(**changes):
    """One pattern as a dict: a sound sample with ``changes``; a key set to None is left out."""
    keys = SHARE | changes
    if "category" in changes and "id" not in changes:
        keys["id"] = f"en.{changes['category']}.sample"
    return {key: value for key, value in keys.items() if value is not None}


def toml(*entries):
    """TOML text of a pack file. JSON's strings, lists, numbers and booleans are TOML's too."""
    tables = ("\n".join(f"{key} = {json.dumps(value)}" for key, value in e.items()) for e in entries)
    return "\n".join(f"[[pattern]]\n{table}\n" for table in tables)


def write(folder: Path, *entries, vocab=""):
    """Write a pack folder, each entry into the file of its language and category."""
    files = {}
    for e in entries:
        language, category = e["id"].split(".")[:2]
        files.setdefault(folder / language / f"{category}.toml", []).append(e)
    for file, found in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(toml(*found), encoding="utf-8")
    folder.mkdir(parents=True, exist_ok=True)
    if vocab or not files:
        (folder / "vocab.toml").write_text(vocab, encoding="utf-8")
    return folder


def registry(folder: Path, *entries, vocab=""):
    """A registry of nothing but these entries."""
    return Registry.load(write(folder, *entries, vocab=vocab), default=False, plugins=False)
