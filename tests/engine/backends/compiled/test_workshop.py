"""Kernels made for one shape: which are made and when, and that they come to the same bits."""

import gc
import threading
from pathlib import Path

import numpy as np
import pytest

from engine.backends.compiled import cache, workshop
from engine.backends.compiled.library import Kernel, kernel_for
from engine.backends.compiled.session import CompiledSession
from engine.backends.compiled.shapes import KernelShape, shape_of
from engine.backends.compiled.workshop import ASK_SECONDS, MAX_WAITING, WORTH_SECONDS, Workshop
from engine.backends.interface import Place
from engine.backends.workloads import Workload, of_shape, ordinary
from engine.experiment.experiment import Experiment
from engine.learning.by_hand import ByHand

LONG = 30.0  # seconds that a test waits for a thread


class Smith:
    """Makes kernels when it is told to go on, and counts how many at once."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.at_once = self.most_at_once = 0
        self.go_on = threading.Semaphore(0)
        self.began = threading.Semaphore(0)
        self.lock = threading.Lock()

    def make(self, shape: KernelShape) -> Kernel:
        with self.lock:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        self.began.release()
        assert self.go_on.acquire(timeout=LONG)
        with self.lock:
            self.at_once -= 1
            self.made.append(shape.facts)
        return lambda *arguments: None


class Student:
    """Somebody who trains a network."""


def shape(number: int) -> KernelShape:
    return KernelShape("run_tiles", "float64", f"{number}")


def ends(thread_name: str = "making kernels") -> None:
    """Waits until nothing is made any more."""
    for thread in threading.enumerate():
        if thread.name == thread_name:
            thread.join(LONG)
            assert not thread.is_alive()


def test_a_kernel_is_made_for_a_shape_once_it_was_trained_for_as_long_as_that_costs() -> None:
    smith, student = Smith(), Student()
    shop = Workshop(smith.make)
    for _ in range(int(WORTH_SECONDS / ASK_SECONDS) - 1):
        assert shop.kernel_for(student, shape(1), ASK_SECONDS) is None
    assert shop.n_waiting == 0
    assert not smith.began.acquire(blocking=False)
    shop.kernel_for(student, shape(1), ASK_SECONDS)
    assert smith.began.acquire(timeout=LONG)
    assert shop.kernel_for(student, shape(1), ASK_SECONDS) is None  # being made: nobody waits
    smith.go_on.release(2)
    ends()
    assert shop.kernel_for(student, shape(1), ASK_SECONDS) is not None
    assert smith.made == ["1"]


def test_what_many_train_counts_together() -> None:
    smith = Smith()
    smith.go_on.release(5)
    shop, students = Workshop(smith.make), [Student() for _ in range(8)]
    for student in students:
        shop.kernel_for(student, shape(1), WORTH_SECONDS / 8)
    ends()
    assert smith.made == ["1"]


def test_thirty_students_who_change_layers_all_the_time_start_no_storm() -> None:
    smith = Smith()
    shop = Workshop(smith.make)
    students = [Student() for _ in range(30)]
    shop.kernel_for(students[0], shape(0), WORTH_SECONDS)
    assert smith.began.acquire(timeout=LONG)
    for lesson in range(20):  # each trains each network as long as a kernel takes, then leaves it for another
        for seat, student in enumerate(students):
            shop.kernel_for(student, shape(100 * lesson + seat), WORTH_SECONDS)
            assert shop.n_waiting <= MAX_WAITING
        students = [Student() for _ in range(30)]
        gc.collect()
        assert shop.n_waiting == 0
    smith.go_on.release(1000)
    ends()
    assert smith.most_at_once == 1
    assert len(smith.made) == 1  # that which was begun while it was trained


def test_the_newest_network_of_a_room_takes_the_place_of_the_one_before() -> None:
    smith, first, room = Smith(), Student(), Student()
    shop = Workshop(smith.make)
    shop.kernel_for(first, shape(0), WORTH_SECONDS)
    assert smith.began.acquire(timeout=LONG)
    shop.kernel_for(room, shape(1), WORTH_SECONDS)
    room = Student()
    gc.collect()
    shop.kernel_for(room, shape(2), WORTH_SECONDS)
    assert shop.n_waiting == 1
    smith.go_on.release(5)
    ends()
    assert smith.made == ["0", "2"]


def test_a_compiler_that_fails_is_asked_no_more(caplog: pytest.LogCaptureFixture) -> None:
    asked = []

    def fail(shape: KernelShape) -> Kernel:
        asked.append(shape)
        raise OSError("no room left")

    shop, student = Workshop(fail), Student()
    shop.kernel_for(student, shape(1), WORTH_SECONDS)
    ends()
    shop.kernel_for(student, shape(1), WORTH_SECONDS)
    shop.kernel_for(student, shape(2), WORTH_SECONDS)
    ends()
    assert len(asked) == 1
    assert "no room left" in caplog.text


def session_of(workload: Workload, precision: str = "float64") -> CompiledSession:
    return CompiledSession(workload.experiment, workload.data, workload.learning, ByHand(), precision)


DECAYING = Experiment(activation="relu", regularization="L2", regularization_rate=0.003)
SHAPES = {
    "points as lanes": (DECAYING, "float64"),
    "neurons as lanes": (Experiment(batch_size=1, hidden=(5, 3)), "float32"),
    "everything between the layers": (
        Experiment(
            hidden=(4, 4), skip=True, normalization="batch", dropout=0.3, shuffle=True, optimizer="adam",
            activation="silu", clip_norm=1, batch_size=30,
        ),
        "float64",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
def test_a_kernel_made_for_a_shape_comes_to_the_same_bits(name: str) -> None:
    experiment, precision = SHAPES[name]
    workload = ordinary(experiment)
    general, fitted = session_of(workload, precision), session_of(workload, precision)
    fitting = fitted._kernel
    made = shape_of(fitting._name, precision, fitted._task)
    assert made is not None
    place = general.run(Place(0, 0, 0), 40).place
    fitted.run(Place(0, 0, 0), 40)  # by the general kernel
    fitting._kernel = kernel_for(made, 4)
    for n_batches in (1, 7, 300):
        one, other = general.run(place, n_batches), fitted.run(place, n_batches)
        place = one.place
        assert (other.place, other.finite) == (one.place, one.finite)
        assert other.losses.tobytes() == one.losses.tobytes()
    state, same = general._task.state, fitted._task.state
    for part, same_part in zip(state, same, strict=True):
        assert same_part.values.tobytes() == part.values.tobytes()


def test_a_session_goes_over_to_the_kernel_made_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    smith = Smith()
    smith.go_on.release(1)
    monkeypatch.setattr(workshop, "_workshop", Workshop(smith.make))
    monkeypatch.setattr(workshop, "ASK_SECONDS", 0.0)
    monkeypatch.setattr(workshop, "WORTH_SECONDS", 0.0)
    session = session_of(ordinary(Experiment()))
    session.run(Place(0, 0, 0), 25)
    ends()
    session.run(Place(1, 0, 25), 25)  # looks again
    before = session.learning()
    session.run(Place(2, 0, 50), 25)  # by a kernel that does nothing
    after = session.learning()
    assert np.array_equal(before.model.parameters[0].weights, after.model.parameters[0].weights)


def test_large_networks_get_no_kernel_of_their_own() -> None:
    session = session_of(of_shape((2, 32, 32, 1), 100, Experiment()))
    assert shape_of("run_tiles", "float64", session._task) is None


def test_kernels_for_shapes_are_kept_by_number_and_size_and_beside_the_general_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    cache.keep("run_tiles.float64", b"for all")
    limit = cache.KeptFiles(cache.FOR_SHAPES, 3, 250)
    names = [shape(number).name for number in range(5)]
    for name in names:
        cache.keep(name, bytes(100), limit)
    assert sum(cache.read(name) is not None for name in names) == 2  # a third would be too many bytes
    cache.keep(names[0], bytes(10), limit)
    assert cache.read("run_tiles.float64") == b"for all"
    assert cache.read(names[0]) == bytes(10)
