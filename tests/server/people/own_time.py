"""How long a server takes by itself, whatever else the machine does meanwhile.

Where the tests run other programs may have the processors. Linux counts for each thread how long it was
ready and had none; that is no fault of ours and is taken off, but never more than leaves the time that the
server's event loop really computed. Threads that have ended count until they were seen last.
"""

import threading
import time
from contextlib import suppress
from pathlib import Path

KNOWS = Path("/proc/self/schedstat").exists()


class OwnTime:
    """Counts from when it is made. `pids` are the server's, none where it is in the thread that asks, which
    counts as well."""

    def __init__(self, *pids: int) -> None:
        self._pids = pids
        self._waited: dict[Path, float] = {}  # of each thread there was, in all
        self._begun = time.monotonic()
        self._look()
        self._ran_before, self._waited_before = self._ran(), self._waited.copy()

    def seconds(self) -> float:
        """Returns how long it has been, without the time for which the machine did something else."""
        taken = time.monotonic() - self._begun
        self._look()
        lost = sum(
            max(0.0, waited - self._waited_before.get(thread, 0.0)) for thread, waited in self._waited.items()
        )
        computed = (ran - before for ran, before in zip(self._ran(), self._ran_before, strict=True))
        return max([*computed, taken - lost])

    def _look(self) -> None:
        """Notes for how long the threads have had to wait."""
        if KNOWS:
            threads = [Path(f"/proc/self/task/{threading.get_native_id()}")]
            for pid in self._pids:
                with suppress(FileNotFoundError, ProcessLookupError):
                    threads += Path(f"/proc/{pid}/task").iterdir()
            for thread in threads:
                self._waited[thread] = max(schedule(thread)[1], self._waited.get(thread, 0.0))

    def _ran(self) -> list[float]:
        """Returns for how long the first thread of each of the server's processes ran."""
        return [schedule(Path(f"/proc/{pid}/task/{pid}"))[0] for pid in self._pids]


def schedule(thread: Path) -> tuple[float, float]:
    """Returns for how long a thread ran and waited, in seconds; zeros when it has ended, or nobody knows."""
    try:
        ran, waited, _ = (thread / "schedstat").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0, 0.0
    return int(ran) / 1e9, int(waited) / 1e9
