"""Print how long ``import stripper`` and the first ``clean`` take, each in a fresh process on a warm disk.

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


def measure(runs: int) -> tuple[float, float]:
    """Median seconds of the import and of the first clean over ``runs`` processes."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    imports, cleans = [], []
    for _ in range(runs + 1):
        out = subprocess.run(
            [sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=True, env=environment
        ).stdout.split()
        imports.append(float(out[0]))
        cleans.append(float(out[1]))
    return statistics.median(imports[1:]), statistics.median(cleans[1:])  # the first run warms the disk


def main() -> None:
    """Measure and print."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    imported, first = measure(runs)
    print(f"import stripper {1000 * imported:.0f} ms, first clean {1000 * first:.0f} ms (median of {runs})")


if __name__ == "__main__":
    main()
