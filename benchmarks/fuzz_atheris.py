"""Coverage-guided fuzzing: ``python -m benchmarks.fuzz_atheris TARGET -max_total_time=60 [CORPUS]``.

The targets are ``clean``, ``toml`` (the pack loader) and ``readers`` (JSONL, packed and text files of ``stripper run``).
What follows the target goes to libFuzzer. Needs atheris: ``pip install '.[fuzz]'``. A crash is kept in a file that
reproduces it: ``python -m benchmarks.fuzz_atheris TARGET crash-...``.
"""

from __future__ import annotations

import gzip
import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["stripper"]):
    from benchmarks.laws import check_result, check_settled
    from benchmarks.texts import PROSE
    from stripper import Cleaner, PatternError, Registry
    from stripper.errors import InputError
    from stripper.formats import Format, Kind, Packing
    from stripper.reading import read
    from stripper.rows import Row, Shape, dump
    from stripper.shards import Piece
    from stripper.sources import Source

__all__ = ["TARGETS", "main"]

Target = Callable[[bytes], None]


def clean_target(folder: Path) -> tuple[Target, list[bytes]]:
    """Laws 1 to 3 on any text, with the shipped patterns of two languages."""
    registry = Registry.load(plugins=False).select(languages=["en", "de"])
    cleaner, ids = Cleaner(registry), frozenset(p.id for p in registry)

    def target(data: bytes) -> None:
        text = data.decode("utf-8", "surrogateescape")
        result = cleaner.clean(text)
        check_result(text, result, cleaner, ids)
        check_settled(result, cleaner)

    return target, [e.encode() for p in registry.patterns[::3] for e in p.match] + [e.encode() for e in PROSE]


def toml_target(folder: Path) -> tuple[Target, list[bytes]]:
    """Any bytes as a pack: it loads and cleans, or it is a PatternError."""
    from stripper import index
    from stripper.registry import default_pack_path

    # The words of every language, a third of a second for each pack, have nothing to do with what a pack holds.
    index._ordinary = lambda: defaultdict(dict)
    file = folder / "pack.toml"

    def target(data: bytes) -> None:
        file.write_bytes(data)
        try:
            registry = Registry.load(file, default=False, plugins=False)
            Cleaner(registry).clean(
                "Rain fell.\n\nPlease share this article with 5 friends.\n\n© 2018 Mill Post"
            )
        except PatternError as error:
            assert str(error).isprintable()

    seeds = []
    for path in sorted(default_pack_path().rglob("*.toml"))[::12]:
        parts = path.read_bytes().split(b"[[pattern]]")
        seeds += [b"[[pattern]]" + part for part in parts[1:3]]
    return target, seeds


def readers_target(folder: Path) -> tuple[Target, list[bytes]]:
    """Any bytes as a file of any kind: every line is a row, a reject or blank, and nothing else is raised."""
    kinds = [Kind(form, packing) for form in (Format.JSONL, Format.TEXT) for packing in Packing]
    shape = Shape({"version": "1", "registry": "a", "policy": "b"}, keep_original=True)

    def target(data: bytes) -> None:
        kind = kinds[data[0] % len(kinds)] if data else kinds[0]
        path = folder / "input"
        path.write_bytes(data[1:])
        size = len(data[1:])
        piece = Piece(Source(path, "input", kind, size, 0), 0, size, 0, size)
        try:
            blocks = list(read(piece, shape))
        except InputError:
            assert kind.packing is not Packing.NONE
            return
        assert sum(block.weight for block in blocks) == size
        for block in blocks:
            for reject in block.rejects:
                assert reject.line >= 1 and reject.reason and dump(reject.to_dict()).endswith(b"\n")
            rows: Sequence[Row] = getattr(block, "rows", ())
            for row in rows:
                assert row.text is None or isinstance(row.text, str)
                dump(shape.cleaned(row.fields, row.text))

    line = b'{"text": "News.", "n": [1, null, {"a": "\\ud800"}], "stripper": null}\r\n\n{"text": 3}\n'
    packed = gzip.compress(line)
    return target, [
        b"\0" + line,
        b"\1" + packed,
        b"\3\xef\xbb\xbfNews.\r\n",
        b"\4" + packed,
        b"\0\xff\n[]\n" + line,
    ]


TARGETS: dict[str, Callable[[Path], tuple[Target, list[bytes]]]] = {
    "clean": clean_target,
    "toml": toml_target,
    "readers": readers_target,
}


def main(argv: Sequence[str]) -> int:
    """Run one target; libFuzzer ends the process."""
    if not argv or argv[0] not in TARGETS:
        print(f"{__doc__}\nunknown target; known: {', '.join(TARGETS)}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        target, seeds = TARGETS[argv[0]](folder)
        corpus = folder / "corpus"
        corpus.mkdir()
        for number, seed in enumerate(seeds):
            (corpus / f"{number:05}").write_bytes(seed)
        files = [a for a in argv[1:] if not a.startswith("-")]
        given = [] if any(map(os.path.isfile, files)) else [str(corpus)]
        atheris.Setup([sys.argv[0], *argv[1:], *given], target)
        atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
