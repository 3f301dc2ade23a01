"""How long a server takes by itself, whatever else the machine does meanwhile.

Where the tests run other programs may have the processors. Linux counts for each thread how long it was
ready and had none; that is no fault of ours and is taken off, but never more than leaves the time that the
server's event loop really computed.
"""

import threading
import time
from pathlib import Path

KNOWS = Path("/proc/self/schedstat").exists()


class OwnTime:
    """Counts from when it is made. `pid` is the server's; the thread that asks counts as well."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._begun, self._ran, self._waited = time.monotonic(), *self._scheduled()

    def seconds(self) -> float:
        """Returns how long it has been, without the time for which the machine did something else."""
        taken = time.monotonic() - self._begun
        ran, waited = self._scheduled()
        return max(ran - self._ran, taken - (waited - self._waited))

    def _scheduled(self) -> tuple[float, float]:
        """Returns for how long the server's first thread ran, and for how long threads had to wait."""
        if not KNOWS:
            return 0.0, 0.0
        tasks = Path(f"/proc/{self._pid}/task")
        threads = [_read(each / "schedstat") for each in tasks.iterdir()]
        mine = _read(Path(f"/proc/self/task/{threading.get_native_id()}/schedstat"))
        ran = _read(tasks / str(self._pid) / "schedstat")[0]
        return ran, mine[1] + sum(waited for _, waited in threads)


def _read(path: Path) -> tuple[float, float]:
    """Returns for how long a thread ran and waited, in seconds; zeros when it has ended."""
    try:
        ran, waited, _ = path.read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0, 0.0
    return int(ran) / 1e9, int(waited) / 1e9
