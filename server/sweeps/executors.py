"""Where the networks of a sweep are trained: in this process, in others on all cores or GPUs of this machine,
or on a cluster."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future
from threading import Lock
from types import TracebackType
from typing import Any, Literal, NamedTuple, Self

from engine.backends.cores import n_cores
from engine.experiment.experiment import Experiment
from engine.sweeps.training import Wanted
from server.frames.cells import SIDE
from server.sweeps.cluster import Cluster
from server.sweeps.gpus import has_other, one_for_each_gpu
from server.sweeps.pool import IDLE_SECONDS, Pool
from server.sweeps.working import train

Where = Literal["cores", "gpu", "cluster"]


class SweepPlace(NamedTuple):
    """What takes the tasks of a sweep, what counts how many it does at the same time, which of a cluster may
    change, and what it is."""

    executor: Executor
    counted: Callable[[], int]
    where: Where

    @property
    def n_workers(self) -> int:
        """How many tasks it does at the same time, as things stand."""
        return self.counted()


class Workers:
    """What trains the sweeps of a server: processes of this machine, which start when they are first needed
    and end when nobody needs them, or a cluster that comes and goes. Called from any thread.

    `cluster` is the address of a Dask scheduler, `processes` how many there may be here, 0 for one of each
    core.
    """

    def __init__(self, cluster: str = "", processes: int = 0, idle_seconds: float = IDLE_SECONDS) -> None:
        self._processes, self._idle_seconds = processes, idle_seconds
        self._cluster = Cluster(cluster) if cluster else None
        self._pools: dict[Where, Pool] = {}
        self._lock = Lock()
        self._is_closed = False

    def ready(self, device: str = "auto") -> None:
        """Begins to start what trains, if it is not there, and returns at once."""
        if self._cluster:
            self._cluster.prepare()
        else:
            where, places = places_for(device, self._processes)
            self._pool(where, places, device).start()

    def executor(self, device: str = "auto") -> SweepPlace:
        """What takes the tasks of a sweep on a device. Waits for a cluster to answer, and raises
        `ReasonError` where that does not."""
        if self._cluster:
            on_cluster = self._cluster.executor()
            return SweepPlace(on_cluster, on_cluster.n_workers, "cluster")
        where, places = places_for(device, self._processes)
        return SweepPlace(self._pool(where, places, device), lambda: len(places), where)

    def close(self) -> None:
        """Ends all processes; what they and a cluster were at is cancelled."""
        with self._lock:
            self._is_closed = True
            pools = list(self._pools.values())
        for pool in pools:
            pool.end()
        if self._cluster:
            self._cluster.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _pool(self, where: Where, places: Sequence[Mapping[str, str]], device: str) -> Pool:
        with self._lock:
            if self._is_closed:
                raise RuntimeError("these workers are closed")
            if where not in self._pools:
                first = (train, [Experiment()], Wanted((1,), (1,), SIDE), device)
                self._pools[where] = Pool(places, first, self._idle_seconds)
            return self._pools[where]


def places_for(device: str, processes: int = 0) -> tuple[Where, Sequence[Mapping[str, str]]]:
    """Where a device computes, and what each process finds in its environment: one for each GPU, or as many
    as told, but no more than cores. "auto" never takes a GPU; PyTorch takes one where there is one."""
    if device in ("cuda", "torch"):
        gpus = one_for_each_gpu()
        if gpus:
            return "gpu", gpus
        if device == "cuda" or has_other():
            return "gpu", [{}]
    return "cores", [{}] * min(n_cores(), processes or n_cores())


class InThisProcess(Executor):
    """Does what it is given at once."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """See `concurrent.futures.Executor`."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # whoever asks for the result gets it
            future.set_exception(error)
        return future
