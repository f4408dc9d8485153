"""The work folder of a run: which shards are done, and what they wrote.

It stands beside the output while the run lasts. A shard's parts are written under other names and renamed when
they are complete, the note that says so last of all: whatever has a note is whole.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stripper.errors import InputError
from stripper.tally import Tally

__all__ = ["Part", "WorkFolder"]

_RUN = "run.json"


@dataclass(frozen=True, slots=True)
class Part:
    """The files of one shard: output rows, span entries, rejects, and the note that they are complete."""

    rows: Path
    spans: Path
    rejects: Path
    note: Path

    @property
    def files(self) -> tuple[Path, Path, Path]:
        """The files that hold data."""
        return self.rows, self.spans, self.rejects

    def unfinished(self) -> Part:
        """The names to write under: no other process, not even of an earlier run, uses them."""
        return Part(*(p.with_name(f"{p.name}.{os.getpid()}.tmp") for p in (*self.files, self.note)))

    def finish(self, written: Part, tally: Tally) -> None:
        """Give what was written its final names, the note last."""
        sizes = []
        for temporary, final in zip(written.files, self.files, strict=True):
            sizes.append(temporary.stat().st_size)
            os.replace(temporary, final)  # noqa: PTH105 - Path.replace does the same, less plainly
        written.note.write_text(json.dumps({"sizes": sizes, **tally.to_dict()}), encoding="utf-8")
        os.replace(written.note, self.note)  # noqa: PTH105

    def tally(self) -> Tally | None:
        """What the shard counted, if it is done and its files are as its note says; else None."""
        try:
            note = json.loads(self.note.read_text(encoding="utf-8"))
            if note["sizes"] == [path.stat().st_size for path in self.files]:
                return Tally.from_dict(note)
        except (OSError, ValueError, KeyError, TypeError):
            pass  # not there, or torn by a power cut: the shard is done again
        return None


@dataclass(frozen=True, slots=True)
class WorkFolder:
    """The folder ``<output>.partial``."""

    path: Path

    @classmethod
    def beside(cls, out: Path) -> WorkFolder:
        """The work folder of a run that writes ``out``."""
        return cls(out.with_name(f"{out.name}.partial"))

    def part(self, number: int) -> Part:
        """The files of shard ``number``."""
        stem = self.path / f"{number:06}"
        return Part(*(stem.with_suffix(suffix) for suffix in (".rows", ".spans", ".rejects", ".json")))

    def begin(self, settings: Mapping[str, Any], resume: bool, overwrite: bool) -> None:
        """Make the folder, or go on with the one of an earlier run if that had the same settings and inputs."""
        if self.path.exists() and resume:
            self._check(settings)
            for leftover in self.path.glob("*.tmp"):
                leftover.unlink(missing_ok=True)
            return
        if self.path.exists():
            if not overwrite:
                raise InputError(
                    f"{self.path}: an unfinished run; continue it with --resume or start over with --overwrite"
                )
            if not (self.path / _RUN).exists() and any(self.path.iterdir()):
                raise InputError(f"{self.path}: is in the way and not a work folder")
            self.remove()
        self.path.mkdir(parents=True)
        self.path.joinpath(_RUN).write_text(json.dumps(settings, indent=1), encoding="utf-8")

    def _check(self, settings: Mapping[str, Any]) -> None:
        try:
            before = json.loads(self.path.joinpath(_RUN).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raise InputError(f"{self.path}: cannot be resumed: {_RUN} is missing or damaged") from None
        now = json.loads(json.dumps(settings))
        changed = sorted(key for key in {*before, *now} if before.get(key) != now.get(key))
        if changed:
            raise InputError(f"{self.path}: cannot be resumed: changed since: {', '.join(changed)}")

    def remove(self) -> None:
        """Delete the folder."""
        shutil.rmtree(self.path)
