"""How many cores of this machine may compute."""

import os

_most: int | None = None


def use_at_most(n: int) -> None:
    """From now on this process computes on so many cores; the others are for its brothers."""
    global _most
    _most = n


def n_cores() -> int:
    """How many cores this process may use."""
    there = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return there if _most is None else min(there, _most)
