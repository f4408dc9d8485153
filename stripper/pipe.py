"""Many texts in files: plan the shards, clean them in one or more processes, put the outputs together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

from stripper.arrow import common_schema
from stripper.cleaner import Cleaner
from stripper.errors import InputError, StripperError
from stripper.formats import Format, Kind, check_writable, kind_of
from stripper.merge import concatenate, merge, place
from stripper.process import Job, Step, clean_shard
from stripper.rows import Shape, Unit
from stripper.shards import Shard, plan
from stripper.sources import Source, find_sources
from stripper.tally import Tally
from stripper.version import __version__
from stripper.work import WorkFolder
from stripper.workers import context, leave_with_parent

__all__ = ["Progress", "Settings", "Summary", "run", "stamp_of"]

DIGEST_LENGTH = 16  # hexadecimal digits in a row's stamp; the summary has all of them
REPORT_EVERY = 0.2  # seconds


@dataclass(frozen=True, slots=True)
class Settings:
    """How a run reads and writes.

    ``text_field``: field or column that is cleaned. ``keep_original``: also keep its text as it came.
    ``stamp_field``: where version and digests go. ``spans``: side-car file, offsets in ``unit``.
    ``rejects``: file for bad rows, by default the output's name with ``.rejects.jsonl``. ``shard_bytes``: size of a
    shard; it shows in where packed outputs start anew, otherwise in nothing. ``resume`` continues an
    interrupted run, ``overwrite`` replaces outputs.
    """

    text_field: str = "text"
    keep_original: bool = False
    stamp_field: str = "stripper"
    spans: Path | None = None
    unit: Unit = Unit.CODE_POINTS
    rejects: Path | None = None
    workers: int = 1
    shard_bytes: int | None = None
    resume: bool = False
    overwrite: bool = False

    def __post_init__(self) -> None:
        for name, number in (("workers", self.workers), ("shard size", self.shard_bytes or 1)):
            if number < 1:
                raise InputError(f"{name} must be a positive number, not {number}")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: ``done`` holds its sums since the start, ``skipped`` bytes were done before a resume."""

    total: int
    skipped: int
    done: Step


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did; ``rejects`` is the file of bad rows, if there were any; digests in full length."""

    tally: Tally
    version: str
    registry: str
    policy: str
    shards: int
    resumed: int
    rejects: Path | None


@dataclass(frozen=True, slots=True)
class _Outputs:
    out: Path
    kind: Kind | None
    spans: Path | None
    rejects: Path

    @property
    def all(self) -> list[Path]:
        return [p for p in (self.out, self.spans, self.rejects) if p is not None]


def stamp_of(cleaner: Cleaner) -> dict[str, str]:
    """What every output row says about its cleaning: version, and shortened digests of patterns and policy."""
    return {
        "version": __version__,
        "registry": cleaner.registry.digest[:DIGEST_LENGTH],
        "policy": cleaner.policy.digest[:DIGEST_LENGTH],
    }


def run(
    inputs: Iterable[str | Path],
    out: str | Path,
    cleaner: Cleaner | None = None,
    settings: Settings | None = None,
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> Summary:
    """Clean files, folders and globs of them into ``out``.

    ``out`` ending in ``.jsonl``, ``.jsonl.gz``, ``.jsonl.zst`` or ``.parquet`` is one file for all rows; anything
    else is a folder that gets a file for every input. Outputs appear when they are complete. The output is the
    same for any number of workers, and after any interruption and resumption.

    Raises :class:`~stripper.errors.InputError` for inputs that cannot be read as a whole, and settings that cannot be;
    a bad row goes to the rejects file and the run goes on.

    >>> import json, tempfile
    >>> from stripper.registry import Registry
    >>> with tempfile.TemporaryDirectory() as name:
    ...     source, out = Path(name, "in.jsonl"), Path(name, "out.jsonl")
    ...     _ = source.write_text('{"id": 1, "text": "The ferry is back."}\\n')
    ...     summary = run([source], out, Cleaner(Registry(())))
    ...     summary.tally.rows, json.loads(out.read_text())["text"]
    (1, 'The ferry is back.')
    """
    cleaner, settings = cleaner or Cleaner(), settings or Settings()
    outputs = _outputs(Path(out), settings)
    work = WorkFolder.beside(outputs.out)
    sources = find_sources(map(str, inputs), [*outputs.all, work.path])
    if outputs.kind is None:
        _names_differ(sources)
    shape = Shape(stamp_of(cleaner), settings.text_field, settings.stamp_field, settings.keep_original)
    shards = plan(sources, shape, outputs.kind, settings.shard_bytes)
    schemas = [shard.schema for shard in shards if shard.schema is not None]
    if schemas and outputs.kind and outputs.kind.format is Format.PARQUET:
        common_schema(schemas, outputs.out.name)  # say now, not after hours, that they do not fit
    resuming = settings.resume and work.path.exists()
    if not (resuming or settings.overwrite):
        _nothing_in_the_way(outputs, settings.resume)
    work.begin(_fingerprint(sources, cleaner, settings, outputs), settings.resume, settings.overwrite)
    spans = (kind_of(outputs.spans.name) or Kind(Format.JSONL)).packing if outputs.spans else None
    job = Job(work, shape, settings.unit, spans)
    tally, resumed = _clean(job, shards, cleaner, settings.workers, on_progress)
    _finish(job, shards, outputs, tally)
    return Summary(
        tally,
        __version__,
        cleaner.registry.digest,
        cleaner.policy.digest,
        len(shards),
        resumed,
        outputs.rejects if tally.rejected else None,
    )


def _outputs(out: Path, settings: Settings) -> _Outputs:
    out = out.resolve()
    kind = None if out.is_dir() else kind_of(out.name)
    if kind is None and out.is_file():
        raise InputError(
            f"{out}: is a file; outputs end in .jsonl, .jsonl.gz, .jsonl.zst or .parquet, or are folders"
        )
    if kind is not None and kind.format is Format.TEXT:
        raise InputError(f"{out}: many texts do not go into one text file; name a folder, .jsonl or .parquet")
    spans = settings.spans.resolve() if settings.spans else None
    rejects = settings.rejects.resolve() if settings.rejects else out.with_name(f"{out.name}.rejects.jsonl")
    outputs = _Outputs(out, kind, spans, rejects)
    if len(set(outputs.all)) < len(outputs.all):
        raise InputError(f"{out}: output, spans and rejects need names of their own")
    for path in outputs.all:
        if (found := kind_of(path.name)) is not None:
            check_writable(path.name, found)
    return outputs


def _names_differ(sources: Sequence[Source]) -> None:
    seen: dict[str, Source] = {}
    for source in sources:
        other = seen.setdefault(source.name, source)
        if other is not source:
            raise InputError(
                f"{source.path} and {other.path} would both be written to {source.name}; give their common folder"
            )


def _nothing_in_the_way(outputs: _Outputs, resume: bool) -> None:
    for path in outputs.all:
        if path.is_dir() and not any(path.iterdir()):
            continue
        if path.exists():
            why = "exists already, and no run was stopped before its end" if resume else "exists already"
            raise InputError(f"{path}: {why}; replace it with --overwrite")


def _fingerprint(
    sources: Sequence[Source], cleaner: Cleaner, settings: Settings, outputs: _Outputs
) -> dict[str, Any]:
    """What must be the same for a run to be resumed: by name, so that an error can say what is not."""
    return {
        "version": __version__,
        "patterns": cleaner.registry.digest,
        "policy": cleaner.policy.digest,
        "text field": settings.text_field,
        "keep original": settings.keep_original,
        "stamp field": settings.stamp_field,
        "spans": str(outputs.spans),
        "unit": str(settings.unit),
        "rejects": str(outputs.rejects),
        "shard size": settings.shard_bytes,
        "inputs": [[str(s.path.resolve()), s.name, s.size, s.changed] for s in sources],
    }


def _clean(
    job: Job, shards: Sequence[Shard], cleaner: Cleaner, workers: int, on_progress: Callable[[Progress], None]
) -> tuple[Tally, int]:
    """Clean what is not done yet; the tally of everything, and how many shards were done before."""
    tally, left, skipped = Tally(), [], 0
    for shard in shards:
        before = job.work.part(shard.number).tally()
        if before is None:
            left.append(shard)
        else:
            tally.merge(before)
            skipped += shard.weight
    total, done, told = sum(s.weight for s in shards), Step(), 0.0

    def report(step: Step) -> None:
        nonlocal done, told
        done += step
        if monotonic() - told >= REPORT_EVERY:
            told = monotonic()
            on_progress(Progress(total, skipped, done))

    on_progress(Progress(total, skipped, done))
    if left:
        cleaner.clean("Text.")  # builds the search structure, for forked workers too
    one = workers == 1 or len(left) < 2
    for found in _here(job, left, cleaner, report) if one else _spread(job, left, cleaner, workers, report):
        tally.merge(found)
    on_progress(Progress(total, skipped, done))
    return tally, len(shards) - len(left)


def _here(
    job: Job, shards: Iterable[Shard], cleaner: Cleaner, report: Callable[[Step], None]
) -> Iterator[Tally]:
    for shard in shards:
        yield clean_shard(job, shard, cleaner, report)


_mine: tuple[Job, Cleaner, Callable[[Step], None]]  # of a worker process, set once by _start


def _start(job: Job, cleaner: Cleaner, steps: Any) -> None:
    global _mine
    _mine = job, cleaner, steps.put
    leave_with_parent()


def _one(shard: Shard) -> Tally:
    """A shard in a worker; steps are gathered, so that the parent is not woken for every block."""
    job, cleaner, put = _mine
    gathered, told = Step(), monotonic()

    def report(step: Step) -> None:
        nonlocal gathered, told
        gathered += step
        if monotonic() - told >= REPORT_EVERY:
            put(gathered)
            gathered, told = Step(), monotonic()

    tally = clean_shard(job, shard, cleaner, report)
    put(gathered)
    return tally


def _spread(
    job: Job, shards: Sequence[Shard], cleaner: Cleaner, workers: int, report: Callable[[Step], None]
) -> Iterator[Tally]:
    """Shards in worker processes, as they get done; only their numbers and counts travel."""
    from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
    from concurrent.futures.process import BrokenProcessPool

    started = context()
    steps = started.SimpleQueue()
    pool = ProcessPoolExecutor(min(workers, len(shards)), started, _start, (job, cleaner, steps))
    try:
        waiting = {pool.submit(_one, shard) for shard in shards}
        while waiting:
            done, waiting = wait(waiting, REPORT_EVERY, FIRST_COMPLETED)
            while not steps.empty():
                report(steps.get())
            for future in done:
                yield future.result()
    except BrokenProcessPool:
        raise StripperError(
            "a worker process was killed, perhaps for want of memory; --resume goes on where it stopped"
        ) from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _finish(job: Job, shards: Sequence[Shard], outputs: _Outputs, tally: Tally) -> None:
    work = job.work
    merge(work, shards, outputs.out, outputs.kind, job.shape)
    parts = [work.part(shard.number) for shard in shards]
    if outputs.spans:
        place(work, outputs.spans, lambda path: concatenate((part.spans for part in parts), path))
    if tally.rejected:
        place(work, outputs.rejects, lambda path: concatenate((part.rejects for part in parts), path))
    else:
        outputs.rejects.unlink(missing_ok=True)  # of the run whose output this one has replaced
    work.remove()
