"""A Dask cluster that trains: the workers of a scheduler somewhere else, which come and go."""

import hashlib
import math
import pickle
import platform
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future
from contextlib import suppress
from functools import cache
from importlib import metadata
from pathlib import Path
from threading import Lock, Thread
from typing import Any

import engine
from engine.reasons import Reason, ReasonError, one_line
from engine.sweeps.reasons import refuse
from server.sweeps.tasks import carried_out

PATIENCE = 10.0
"""Seconds in which the scheduler must be reached, and then in which it must answer."""
LEAVING_SECONDS = 1.0
COUNT_SECONDS = 3.0
ALIKE = ("nn-playground", "numpy", "numba")
"""The packages that decide the last bits of a result: workers have the versions that are here."""


class Cluster:
    """The scheduler at an address such as tcp://scheduler:8786, connected to when it is needed and again when
    it was lost. Called from any thread."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._executor: OnCluster | None = None
        self._lock, self._preparing = Lock(), Lock()

    def prepare(self) -> None:
        """Begins to connect, unless that goes on already, and returns at once. Who needs the scheduler is
        told if it is not there."""
        if self._preparing.acquire(blocking=False):
            Thread(target=self._prepare, name="connecting to the cluster", daemon=True).start()

    def _prepare(self) -> None:
        try:
            with suppress(ReasonError):
                self.executor()
        finally:
            self._preparing.release()

    def executor(self) -> "OnCluster":
        """What takes tasks for the workers. `ReasonError` where there is no scheduler."""
        with self._lock:
            if self._executor is None or not self._executor.is_connected:
                self._leave()
                self._executor = OnCluster(_connected(self.address), self.address)
            self._executor.n_workers()  # which it may be too lost to say
            return self._executor

    def close(self) -> None:
        """Takes leave, upon which the scheduler forgets the tasks that are not done; waits no longer for a
        scheduler that is lost than a server has to stop."""
        leaving = Thread(target=self._leave, name="leaving the cluster", daemon=True)
        leaving.start()
        leaving.join(LEAVING_SECONDS)

    def _leave(self) -> None:
        executor, self._executor = self._executor, None
        if executor is not None:
            executor.shutdown()


class OnCluster(Executor):
    """Has tasks done by the workers of a cluster. A task whose worker is lost is done again by another; where
    the scheduler is lost, all that are not done end with a `ReasonError`."""

    def __init__(self, client: Any, address: str) -> None:
        self._client, self._address = client, address
        self._is_shut = False
        self._n_workers, self._counted_at = 1, -math.inf

    @property
    def is_connected(self) -> bool:
        """Whether the scheduler is there."""
        return bool(self._client.status == "running")

    def n_workers(self) -> int:
        """How many tasks the cluster can do at the same time, at least 1: where there is no worker yet, tasks
        wait for the first. Workers come and go: asked again every few seconds."""
        if time.monotonic() - self._counted_at > COUNT_SECONDS:
            try:
                threads = self._client.nthreads(callback_timeout=PATIENCE)
                self._n_workers = max(1, sum(threads.values()))
            except (OSError, TimeoutError, AttributeError):  # the last of a client that was closed meanwhile
                raise refuse("cluster_lost", address=self._address) from None
            self._counted_at = time.monotonic()
        return self._n_workers

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """See `concurrent.futures.Executor`."""
        future: Future[Any] = Future()
        try:
            packed = pickle.dumps((fn, args, kwargs), pickle.HIGHEST_PROTOCOL)
            remote = self._client.submit(_done_alike, facts(), packed, pure=False)
        except Exception:  # whatever a client raises that is not connected
            raise refuse("cluster_lost", address=self._address) from None
        future.add_done_callback(lambda _: remote.release())  # the cluster need not keep it
        self._client.loop.add_callback(self._pass_on, remote, future)
        return future

    def shutdown(self, wait: bool = False, *, cancel_futures: bool = True) -> None:
        """Takes leave of the scheduler: what is not done is cancelled, whatever is asked for."""
        self._is_shut = True
        with suppress(OSError, TimeoutError):
            self._client.close()

    async def _pass_on(self, remote: Any, future: Future[Any]) -> None:
        """Waits for a task, and passes on what became of it."""
        outcome = await remote._result(raiseit=False)
        if not future.set_running_or_notify_cancel():
            return
        if remote.status == "finished":
            future.set_result(pickle.loads(outcome))
        elif remote.status == "error":
            future.set_exception(_told(outcome[1]))
        else:
            lost = CancelledError() if self._is_shut else refuse("cluster_lost", address=self._address)
            future.set_exception(lost)


def _connected(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError:
        raise ReasonError(Reason("extra_not_installed", library="Dask", extra="cluster")) from None

    class Leaving(Client):  # type: ignore[misc]
        """Leaves no thread behind where it cannot connect or was lost, and nothing for the collector of
        garbage to close: that may come while its thread holds the lock which closing takes."""

        def start(self, **options: Any) -> None:
            try:
                super().start(**options, callback_timeout=2 * PATIENCE)
            except BaseException:
                with suppress(OSError, TimeoutError):
                    self.close()
                raise

        def close(self, *options: Any) -> None:
            try:
                super().close(*options)
            finally:
                if self._loop_runner.is_started():
                    self._loop_runner.stop()

    try:
        return Leaving(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, TimeoutError, ValueError, ImportError, TypeError, AssertionError) as error:
        # the last where its thread has not started in time on a machine that is very busy
        raise refuse("no_cluster", address=address, error=one_line(error)) from None


def _told(error: BaseException) -> BaseException:
    from distributed import KilledWorker

    if isinstance(error, KilledWorker):
        return refuse("worker_died", n=error.allowed_failures + 1, error=f"{error.last_worker}")
    return error


def _done_alike(wanted: dict[str, str], packed: bytes) -> bytes:
    """Does a task on a worker that would give the bits that are given here; refuses on another. Task and
    result are bytes: in those Dask looks for nothing, which takes it longer than the training of a few."""
    here = facts()
    for name, value in wanted.items():
        got = here.get(name, "none")
        if got != value:
            raise refuse("other_worker", worker=platform.node(), what=name, got=got, wanted=value)
    task, arguments, named = pickle.loads(packed)
    return pickle.dumps(carried_out(task, *arguments, **named), pickle.HIGHEST_PROTOCOL)


@cache
def facts() -> dict[str, str]:
    """What decides the last bits of a result, for this process."""
    found = {}
    for name in ALIKE:
        with suppress(metadata.PackageNotFoundError):
            found[name] = metadata.version(name)
    digest = hashlib.sha256()
    folder = Path(engine.__file__).parent
    for path in sorted(folder.rglob("*.py")):
        digest.update(f"{path.relative_to(folder).as_posix()}\n".encode() + path.read_bytes())
    return {**found, "the code of the engine": digest.hexdigest()[:8]}
