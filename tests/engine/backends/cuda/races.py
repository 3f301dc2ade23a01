"""No thread of a kernel reads or writes what another writes before both have waited for one another.

Run by test_simulated.py in Numba's simulator. That runs threads in an order of its own, so that a missing
barrier may do no harm there; on a GPU it does. So here every look at memory is written down: which thread,
which place, after how many barriers. The memory is the simulator's, which is made to keep a record.
"""

import threading
from typing import Any, cast

import numpy as np
import pytest
from numba import cuda, types
from numba.cuda.simulator import kernel as simulated_kernel
from numba.cuda.simulator import kernelapi
from numba.cuda.simulator.cudadrv import devicearray

from engine.backends.cuda import backend as gpu_cuda
from tests.engine.backends.cuda.runs import BASE, LAYERED, RICH, SINGLE, START, amid


class Record:
    """Who looked where; `conflicts` are places that one thread wrote and another touched between barriers."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._looks: dict[tuple[int, int], set[tuple[int, bool]]] = {}
        self.n_barriers: dict[int, int] = {}

    def note(self, place: int, writes: bool) -> None:
        thread = threading.current_thread()
        me: int = cast(Any, thread).thread_id
        with self._lock:
            looks = self._looks.setdefault((self.n_barriers.get(me, 0), int(place)), set())
            looks.add((me, writes))

    def pass_barrier(self, thread: Any) -> None:
        self.n_barriers[thread.thread_id] = self.n_barriers.get(thread.thread_id, 0) + 1

    def conflicts(self) -> list[tuple[int, int]]:
        return [
            at
            for at, looks in self._looks.items()
            if len({me for me, _ in looks}) > 1 and any(writes for _, writes in looks)
        ]

    def n_looks(self) -> int:
        return len(self._looks)


class Watched:
    """Shared memory that keeps a record."""

    def __init__(self, numbers: Any, record: Record) -> None:
        self._numbers, self._record, self.dtype = numbers, record, numbers.dtype

    def __getitem__(self, place: Any) -> Any:
        self._record.note(place, False)
        return self._numbers[place]

    def __setitem__(self, place: Any, value: Any) -> None:
        self._record.note(place, True)
        self._numbers[place] = value


def address(array: Any, place: Any) -> int:
    """Where a number of an array in the GPU's main memory stands."""
    numbers = np.asarray(array._ary)
    places = place if isinstance(place, tuple) else (place,)
    steps = sum(int(n) * step for n, step in zip(places, numbers.strides, strict=False))
    return int(numbers.__array_interface__["data"][0]) + steps


@pytest.fixture
def record(monkeypatch: pytest.MonkeyPatch) -> Record:
    """What all launches of a test do, one block each."""
    record = Record()
    plain_array, plain_wait = kernelapi.FakeCUDAShared.array, simulated_kernel.BlockThread.syncthreads
    main_memory = devicearray.FakeCUDAArray
    plain_get, plain_set = main_memory.__getitem__, main_memory.__setitem__

    def array(self: Any, shape: Any, dtype: Any) -> Watched:
        record.pass_barrier(threading.current_thread())  # the beginning of a launch
        return Watched(plain_array(self, shape, dtype), record)

    def wait(self: Any) -> None:
        plain_wait(self)
        record.pass_barrier(self)

    def get(self: Any, place: Any) -> Any:
        found = plain_get(self, place)
        if np.ndim(found) == 0:
            record.note(address(self, place), False)
        return found

    def put(self: Any, place: Any, value: Any) -> None:
        record.note(address(self, place), True)
        plain_set(self, place, value)

    monkeypatch.setattr(main_memory, "__getitem__", get)
    monkeypatch.setattr(main_memory, "__setitem__", put)
    monkeypatch.setattr(kernelapi.FakeCUDAShared, "array", array)
    monkeypatch.setattr(simulated_kernel.BlockThread, "syncthreads", wait)
    return record


def test_the_record_finds_a_race(record: Record) -> None:
    @cuda.jit
    def race(out: Any) -> None:
        s = cuda.shared.array(0, types.float64)
        me = cuda.threadIdx.x
        s[me] = me
        out[me] = s[3 - me]
        cuda.syncthreads()
        out[me] += s[3 - me]

    race[1, 4, 0, 64](np.zeros(4))
    assert len(record.conflicts()) == 4


KINDS = {
    "plain": BASE,
    "batch normalisation": RICH,
    "layer normalisation": LAYERED,
    "dropped": SINGLE.changed(hidden=(5,), shuffle=True),
    "softmax": BASE.changed(loss="cross-entropy", dataset="blobs", classes=3, hidden=(2,)),
}


@pytest.mark.parametrize("batch_size", [2, 9, 40], ids=["fewer points than threads", "more", "tiles"])
@pytest.mark.parametrize("name", KINDS)
def test_no_thread_touches_what_another_writes(record: Record, name: str, batch_size: int) -> None:
    """Threads share pairs in turn, so that with few points a neuron's points are not one thread's alone."""
    experiment = KINDS[name].changed(batch_size=batch_size)
    data, learning, hand = amid(experiment, n_train=37 if batch_size == 40 else 5)
    session = gpu_cuda.open_session(experiment, data, learning, hand)
    session.run(START, 4)
    session.outputs_at(np.zeros((40, data.train_x.shape[1]), np.float32))
    assert record.n_looks() > 1000
    assert record.conflicts() == []
    assert len(set(record.n_barriers.values())) == 1, "all threads come to all barriers"
