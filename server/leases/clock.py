"""Seconds that pass also while the machine sleeps; no time of day."""

import time

_WITH_SLEEP = getattr(time, "CLOCK_BOOTTIME", None)


def elapsed() -> float:
    """Returns the seconds since the machine started."""
    return time.monotonic() if _WITH_SLEEP is None else time.clock_gettime(_WITH_SLEEP)
