"""Processes of this machine that train, after all else that wants to compute."""

import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError, Executor, Future
from contextlib import suppress
from threading import Condition, Thread, Timer
from typing import Any, NamedTuple

from engine.reasons import one_line
from engine.sweeps.reasons import refuse

MOST_TIMES = 3
"""How often a task is begun whose process dies."""
IDLE_SECONDS = 300.0
"""After so long without a task a process ends."""
PATIENCE = 1.0
"""So many seconds a task has to end of which nobody wants to know any more."""
ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "VECLIB", "NUMEXPR")}
PROGRAM = "import sys; sys.path[:] = {path!r}; from server.sweeps.process import main; main()"
BELOW_OTHERS: int = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)
"""Windows has this in place of `nice`."""


class Pool(Executor):
    """Processes that do one task at a time each, in the order in which they came. They start when there is
    something to do and end when there is nothing for a while; one that dies is replaced, and its task begun
    anew. Called from any thread.

    `places` has what each process finds in its environment beside what is there, as the GPU that it is for.
    `first` is what each does when it starts, so that the first task need not wait for it.
    """

    def __init__(
        self,
        places: Sequence[Mapping[str, str]],
        first: tuple[Callable[..., object], *tuple[Any, ...]] | None = None,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        self._places, self._idle_seconds = places, idle_seconds
        self._first = _packed(first[0], first[1:], {}) if first else None
        self._tasks: deque[_Task] = deque()
        self._at_work: dict[int, _Task] = {}
        self._processes: dict[int, _Process] = {}
        self._threads: dict[int, Thread] = {}
        self._n_free = 0
        self._is_shut = self._has_ended = False
        self._changed = Condition()

    @property
    def pids(self) -> list[int]:
        """The numbers of the processes that are there."""
        with self._changed:
            return [each.pid for each in self._processes.values() if each.pid]

    def start(self) -> None:
        """Starts the processes that are not there, and returns at once."""
        with self._changed:
            for place in range(len(self._places)):
                self._start(place)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """See `concurrent.futures.Executor`."""
        task = _Task(PoolFuture(self._abandon), _packed(fn, args, kwargs))
        with self._changed:
            if self._is_shut:
                raise RuntimeError("this pool takes no tasks any more")
            self._tasks.append(task)
            if len(self._tasks) > self._n_free:
                missing = [place for place in range(len(self._places)) if place not in self._threads]
                for place in missing[:1]:
                    self._start(place)
            self._changed.notify()
        return task.future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """See `concurrent.futures.Executor`."""
        with self._changed:
            self._is_shut = True
            while cancel_futures and self._tasks:
                self._tasks.popleft().future.cancel()
            self._changed.notify_all()
            threads = list(self._threads.values())
        for thread in threads if wait else ():
            thread.join()

    def end(self) -> None:
        """Ends all processes now; what they were at is cancelled."""
        with self._changed:
            self._has_ended = True
            for process in self._processes.values():
                process.kill()  # whoever waits for its answer hears that it has ended, and lets go of it
        self.shutdown(cancel_futures=True)

    def _abandon(self, future: Future[Any]) -> None:
        """Has the process end, in a while, that is still at this task."""
        timer = Timer(PATIENCE, self._kill, (future,))
        timer.daemon = True
        timer.start()

    def _kill(self, future: Future[Any]) -> None:
        with self._changed:
            for place, task in self._at_work.items():
                if task.future is future:
                    self._processes[place].kill()

    def _start(self, place: int) -> None:
        if place not in self._threads and not self._is_shut:
            thread = Thread(target=self._serve, args=(place,), name=f"sweep process {place}", daemon=True)
            self._threads[place] = thread
            thread.start()

    def _serve(self, place: int) -> None:
        """One process for as long as it is needed, in a thread of its own that waits for it."""
        self._renew(place)
        while task := self._next(place):
            if task.future.set_running_or_notify_cancel():
                with self._changed:
                    self._at_work[place] = task
                self._carry_out(task, place)
                with self._changed:
                    del self._at_work[place]

    def _next(self, place: int) -> "_Task | None":
        with self._changed:
            self._n_free += 1
            self._changed.wait_for(lambda: self._tasks or self._is_shut, self._idle_seconds)
            self._n_free -= 1
            if self._tasks:
                return self._tasks.popleft()
            del self._threads[place]
            process = self._processes.pop(place)
        process.end()
        return None

    def _carry_out(self, task: "_Task", place: int) -> None:
        for _ in range(MOST_TIMES):
            try:
                went_well, outcome = self._processes[place].answer(task.data)
            except (EOFError, OSError, pickle.UnpicklingError) as error:  # it died
                why = one_line(error)
                self._renew(place)
                if task.future.is_abandoned:
                    break
                continue
            if went_well:
                task.future.set_result(outcome)
            else:
                task.future.set_exception(outcome)
            return
        is_wanted = not (self._has_ended or task.future.is_abandoned)
        ended = refuse("worker_died", n=MOST_TIMES, error=why) if is_wanted else CancelledError()
        task.future.set_exception(ended)

    def _renew(self, place: int) -> None:
        """Has a new process there, in the place of the one before."""
        process = _Process(self._places[place], self._first)
        with self._changed:
            old = self._processes.get(place)
            self._processes[place] = process
            if not self._has_ended:
                process.start()
        if old:
            old.end()


class PoolFuture(Future[Any]):
    """A future that can be abandoned: then the task ends though it is being done."""

    def __init__(self, on_abandoned: Callable[[Future[Any]], object]) -> None:
        super().__init__()
        self.is_abandoned = False
        self._on_abandoned = on_abandoned

    def abandon(self) -> None:
        """Nobody wants to know what becomes of it."""
        if not self.cancel() and not self.is_abandoned and not self.done():
            self.is_abandoned = True
            self._on_abandoned(self)


def abandon(future: Future[Any]) -> None:
    """Says that nobody wants to know what becomes of a task: it is not begun, and where its executor can do
    that it ends though it is being done."""
    if isinstance(future, PoolFuture):
        future.abandon()
    else:
        future.cancel()


class _Task(NamedTuple):
    future: PoolFuture
    data: bytes


class _Process:
    """A process with its pipes. Not started, or dead, it answers with an `OSError` or `EOFError`."""

    def __init__(self, environment: Mapping[str, str], first: bytes | None) -> None:
        self._environment, self._first = environment, first
        self._process: subprocess.Popen[bytes] | None = None
        self._error: OSError | None = OSError("it was not started")

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Starts it; what is in the way is told by `answer`."""
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-c", PROGRAM.format(path=sys.path)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, **ONE_THREAD, **self._environment},
                creationflags=BELOW_OTHERS,
            )
            self._error = None
            if self._first:
                self._send(self._first)
        except OSError as error:
            self._error = error

    def answer(self, data: bytes) -> tuple[bool, Any]:
        """Has a task done; returns whether it went well, and its result, or else its error."""
        if self._error:
            raise self._error
        if self._first:
            self._receive()  # how that went is nobody's concern: a task that cannot do without will tell
            self._first = None
        self._send(data)
        went_well, outcome = self._receive()
        try:
            return went_well, pickle.loads(outcome)
        except Exception as error:
            return False, error

    def kill(self) -> None:
        """Ends it now; what it has in its pipes stays."""
        if self._process:
            self._process.kill()

    def end(self) -> None:
        """Ends it now."""
        if self._process and self._process.stdin and self._process.stdout:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                with suppress(OSError):
                    pipe.close()

    def _send(self, data: bytes) -> None:
        assert self._process
        assert self._process.stdin
        self._process.stdin.write(pickle.dumps(data))
        self._process.stdin.flush()

    def _receive(self) -> Any:
        assert self._process
        assert self._process.stdout
        return pickle.load(self._process.stdout)


def _packed(task: Callable[..., object], arguments: Sequence[Any], named: Mapping[str, Any]) -> bytes:
    return pickle.dumps((task, tuple(arguments), dict(named)), pickle.HIGHEST_PROTOCOL)
