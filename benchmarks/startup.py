"""Print how long ``import stripper`` and the first ``clean`` take, each in a fresh process on a warm disk.

``import stripper`` brings the values only, the first use the machinery: so the sum of both is printed too. The floor is what
nothing here can help: importing the dependencies and the parts of the standard library that are used.

Compiled modules are used, as after any installation, whatever this shell's settings say.

Usage: python -m benchmarks.startup [RUNS]
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys

_PROGRAM = """
import time
start = time.perf_counter()
import stripper
imported = time.perf_counter()
stripper.clean("The bridge reopened on Monday. Please share this article on Facebook.")
print(imported - start, time.perf_counter() - imported)
"""
_FLOOR = """
import time
start = time.perf_counter()
import bisect, codecs, collections, dataclasses, enum, functools, itertools, json, mmap, pathlib, re, struct
import threading, typing, unicodedata, ahocorasick_rs, rapidfuzz
print(time.perf_counter() - start)
"""


def _run(program: str, runs: int) -> list[float]:
    """The medians of the figures that ``program`` prints, over ``runs`` processes."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    rows = []
    for _ in range(runs + 1):
        out = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment
        ).stdout
        rows.append([float(figure) for figure in out.split()])
    return [
        statistics.median(column) for column in zip(*rows[1:], strict=True)
    ]  # the first run warms the disk


def measure(runs: int) -> tuple[float, float, float]:
    """Median seconds of the import, of the first clean, and of the floor of both."""
    imported, first = _run(_PROGRAM, runs)
    (floor,) = _run(_FLOOR, runs)
    return imported, first, floor


def main() -> None:
    """Measure and print."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    imported, first, floor = measure(runs)
    print(f"import stripper {1000 * imported:.0f} ms, first clean {1000 * first:.0f} ms (medians of {runs})")
    print(
        f"together {1000 * (imported + first):.0f} ms; importing the dependencies alone {1000 * floor:.0f} ms"
    )


if __name__ == "__main__":
    main()
