"""What measures memory has a process of its own: threads that other tests left at work allocate as well."""

import multiprocessing
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

import psutil

T = TypeVar("T")


def in_a_process_of_its_own(function: Callable[..., T], *args: Any) -> T:
    """What a function of a module's top level gives or raises, called where nothing runs beside it."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
        return process.submit(function, *args).result()


def allocated(function: Callable[[], Any]) -> tuple[int, int]:
    """Bytes of Python's memory that a call leaves, while its result still lives, and that it had at most."""
    tracemalloc.start()
    _kept = function()
    memory = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return memory


def resident() -> int:
    """Bytes of memory that this process has."""
    return psutil.Process().memory_info().rss
