"""How fast files go through ``stripper run``: rate, gain of a second worker, memory, beside ``clean`` in memory.

``python -m benchmarks.pipeline --mb 1000`` makes a gigabyte of JSONL from the bodies and footers in ``benchmarks/data``,
cleans it with one and with two workers, and compares the outputs. ``--one-mb 200`` gives the one worker only the first
200 MB of it, whose output must be the beginning of the other. ``--check`` fails where the pinned floors do
not hold. MB are 1,000,000 bytes of UTF-8; memory is the peak of a process's resident set, shared pages included.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from stripper import Cleaner, Registry

DATA = Path(__file__).parent / "data"
BODIES_A_TEXT = 2
IN_MEMORY_SECONDS = 20.0

# What has to hold: times one worker, times cleaning in memory, MB a worker.
LEAST_GAIN = 1.7
LEAST_OF_MEMORY_RATE = 0.6
MOST_MEMORY = 400.0


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the command: bytes of input, wall-clock seconds, peak memory of every process in MB."""

    size: int
    seconds: float
    memory: tuple[float, ...]

    @property
    def rate(self) -> float:
        """MB a second, start-up included."""
        return self.size / 1e6 / self.seconds


def rows() -> Iterator[bytes]:
    """Articles with a footer each, without end, all different, as lines of JSONL."""
    bodies, footers = (
        [json.loads(line)["text"] for line in (DATA / name).read_text(encoding="utf-8").splitlines()]
        for name in ("bodies.jsonl", "footers.jsonl")
    )
    for i in count():
        some = [bodies[(i * (7 * k + 1) + k) % len(bodies)] for k in range(BODIES_A_TEXT)]
        text = "\n\n".join([f"Report number {i}.", *some, footers[i % len(footers)]])
        yield json.dumps({"id": i, "text": text}, ensure_ascii=False).encode() + b"\n"


def write_input(path: Path, size: int) -> int:
    """Write at least ``size`` bytes of rows; how many it were."""
    written = 0
    with path.open("wb") as file:
        for row in rows():
            written += file.write(row)
            if written >= size:
                return written
    raise AssertionError("rows never end")


def begins_with(path: Path, beginning: Path) -> bool:
    """Whether a file begins with the whole of another."""
    with path.open("rb") as whole, beginning.open("rb") as part:
        while expected := part.read(1 << 20):
            if whole.read(len(expected)) != expected:
                return False
    return True


def in_memory_rate(cleaner: Cleaner, seconds: float) -> float:
    """MB of text a second that ``clean`` does in one process without any files."""
    texts = (json.loads(row)["text"] for row in rows())
    cleaner.clean(next(texts))  # builds the search structure
    size, spent = 0, 0.0
    while spent < seconds:
        text = next(texts)
        start = time.perf_counter()
        cleaner.clean(text)
        spent += time.perf_counter() - start
        size += len(text.encode())
    return size / 1e6 / spent


def run(source: Path, out: Path, workers: int, options: list[str]) -> Run:
    """Run the command and watch its processes."""
    command = [sys.executable, "-m", "stripper", "run", source, "--out", out, "--workers", workers, "--quiet"]
    start = time.perf_counter()
    process = subprocess.Popen([*map(str, command), *options])
    peaks: dict[int, float] = {}
    while process.poll() is None:
        for pid in (process.pid, *children(process.pid)):
            peaks[pid] = max(peaks.get(pid, 0.0), peak_memory(pid))
        time.sleep(0.05)
    seconds = time.perf_counter() - start
    if process.returncode:
        raise SystemExit(f"stripper run failed with exit code {process.returncode}")
    return Run(source.stat().st_size, seconds, tuple(peaks.values()))


def children(pid: int) -> list[int]:
    """The processes that ``pid`` has started (Linux)."""
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def peak_memory(pid: int) -> float:
    """Peak resident set of a process in MB (Linux); 0 if it is gone."""
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024 / 1e6
    except OSError:
        pass
    return 0.0


def main() -> int:
    """Measure and print; with ``--check``, exit code 1 below a floor."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--mb", type=float, default=10.0, help="size of the input in MB (default 10)")
    parser.add_argument("--one-mb", type=float, help="of which the one worker gets so much (default all)")
    parser.add_argument("--check", action="store_true", help="fail below the pinned floors")
    parser.add_argument("--category", action="append", default=[], help="only patterns of this category")
    arguments = parser.parse_args()
    registry = Registry.load()
    if arguments.category:
        registry = registry.select(categories=arguments.category)
    options = [word for category in arguments.category for word in ("--category", category)]

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "in.jsonl"
        size = write_input(source, int(arguments.mb * 1e6))
        beginning = folder / "beginning.jsonl"
        write_input(beginning, min(size, int((arguments.one_mb or arguments.mb) * 1e6)))
        memory_rate = in_memory_rate(Cleaner(registry), IN_MEMORY_SECONDS)
        one = run(beginning, folder / "one.jsonl", 1, options)
        two = run(source, folder / "two.jsonl", 2, options)
        same = begins_with(folder / "two.jsonl", folder / "one.jsonl")

    gain, of_memory, memory = two.rate / one.rate, one.rate / memory_rate, max(one.memory + two.memory)
    print(f"input               {size / 1e6:8.1f} MB of JSONL, {len(registry)} patterns")
    print(f"clean in memory     {memory_rate:8.3f} MB/s, one process")
    print(f"run, one worker     {one.rate:8.3f} MB/s, {one.seconds:.1f} s, {of_memory:.2f} times in memory")
    print(f"run, two workers    {two.rate:8.3f} MB/s, {two.seconds:.1f} s, {gain:.2f} times one worker")
    print(f"peak of a process   {memory:8.1f} MB; all: {', '.join(f'{m:.0f}' for m in two.memory)}")
    print(f"outputs             {'the same' if same else 'DIFFERENT'}")
    holds = same and gain >= LEAST_GAIN and of_memory >= LEAST_OF_MEMORY_RATE and memory < MOST_MEMORY
    if arguments.check and not holds:
        print(f"floors: gain {LEAST_GAIN}, of memory rate {LEAST_OF_MEMORY_RATE}, memory {MOST_MEMORY} MB")
        return 1
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
