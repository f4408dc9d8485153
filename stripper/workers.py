"""A lazy, ordered map over several processes, in constant memory."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:  # importing stripper should cost next to nothing
    from concurrent.futures import Future
    from multiprocessing.context import BaseContext

__all__ = ["context", "leave_with_parent", "ordered_map"]

A = TypeVar("A")
B = TypeVar("B")

# Chunks that wait or are being worked on, for each process: one in work, one that is ready when it ends.
_IN_FLIGHT = 2

_function: Callable[[Any], Any]  # set once in every worker, by _start


def context() -> BaseContext:
    """How worker processes should be started here.

    Forked workers share what this process has compiled, so that they start at once. A fork in the presence of
    other threads may copy a lock that nobody will ever open, and on macOS system libraries do not survive it:
    then workers start from scratch.
    """
    import multiprocessing
    import sys

    forks = sys.platform == "linux" and threading.active_count() == 1
    return multiprocessing.get_context("fork" if forks else "spawn")


def leave_with_parent() -> None:
    """Called in a worker: end it when the process that started it is gone, killed for example.

    Otherwise it would wait for work for ever.
    """
    import multiprocessing
    import os
    from multiprocessing.connection import wait

    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def ordered_map(
    function: Callable[[A], B], items: Iterable[A], processes: int, chunk: int = 32
) -> Iterator[B]:
    """``map(function, items)`` on ``processes`` processes: in order, lazy, ``chunk`` items to a message.

    ``function`` goes to every process once. At most a few chunks are read ahead of what was taken, however long
    ``items`` is. Closing the iterator ends the processes.

    >>> list(ordered_map(abs, range(-3, 3), processes=2, chunk=2))
    [3, 2, 1, 0, 1, 2]
    """
    from concurrent.futures import ProcessPoolExecutor

    source = iter(items)
    waiting: deque[Future[list[B]]] = deque()
    pool = ProcessPoolExecutor(processes, context(), _start, (function,))
    try:
        while True:
            while len(waiting) < _IN_FLIGHT * processes and (some := list(islice(source, chunk))):
                waiting.append(pool.submit(_work, some))
            if not waiting:
                return
            yield from waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _start(function: Callable[[Any], Any]) -> None:
    global _function
    _function = function
    leave_with_parent()


def _work(items: list[Any]) -> list[Any]:
    return [_function(item) for item in items]
