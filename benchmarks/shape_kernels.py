"""Kernels made for one shape of network: what they cost and bring, also where a class keeps changing layers.

    python -m benchmarks.shape_kernels
    python -m benchmarks.shape_kernels --workloads W1,W6 --precisions float64
    python -m benchmarks.shape_kernels --students 30 [--minutes 5]

Each workload is trained in turns, a hundredth of a second each, by the kernel for all shapes, by the one made
for its own and by the C made for it (c_loop.py); compared are the fastest turns, since whatever else the
machine did can only have made one slower. With `--students` so many train, in turns, a network that each
exchanges for another after a second of training, as nobody does; then each keeps theirs. Printed is how many
kernels were made, and what the training of all lost meanwhile.
"""

import argparse
import os
import time
from collections.abc import Callable
from itertools import count

from benchmarks import c_loop
from engine.backends.compiled import workshop
from engine.backends.compiled.library import kernel_for
from engine.backends.compiled.session import CompiledSession
from engine.backends.compiled.shapes import shape_of
from engine.backends.interface import Place
from engine.backends.workloads import WORKLOADS, Workload, ordinary
from engine.experiment.experiment import Experiment
from engine.learning.by_hand import ByHand
from engine.learning.epochs import Epochs

SLICE_SECONDS, ROUNDS = 0.01, 60
KEPT = 64
PATIENCE_SECONDS = 1.2  # of training, after which a student takes another network
TURN_EPOCHS = 200


def main() -> None:
    """Measures, and prints a table."""
    parser = argparse.ArgumentParser(description="Measures kernels that are made for one shape of network.")
    parser.add_argument("--workloads", default="W1,W2,W3,W4,W5,W6")
    parser.add_argument("--precisions", default="float64,float32")
    parser.add_argument("--students", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=1, help="how long each lesson of the students is")
    given = parser.parse_args()
    if given.students:
        teach(given.students, 60 * given.minutes)
        return
    print("                made in    for all    made for it   of the C")
    for name in given.workloads.split(","):
        for precision in given.precisions.split(","):
            compare(name, WORKLOADS[name](), precision)


def compare(name: str, workload: Workload, precision: str) -> None:
    """Prints the row of a workload."""
    general, fitted = (
        CompiledSession(workload.experiment, workload.data, workload.learning, ByHand(), precision)
        for _ in range(2)
    )
    kernel = "run_singly" if workload.experiment.batch_size == 1 else "run_tiles"
    shape = shape_of(kernel, precision, fitted._task)
    if shape is None:
        print(f"{name} {precision}: too large for a kernel of its own")
        return
    began = sum(os.times()[2:4])
    fitted._kernel._kernel = kernel_for(shape, KEPT)
    seconds = sum(os.times()[2:4]) - began
    n_batches = Epochs(len(workload.data.train_x), workload.experiment.batch_size).n_batches
    trained: dict[str, Callable[[int], object]] = {
        "for all": lambda n: general.run(Place(0, 0, 0), n * n_batches),
        "made for it": lambda n: fitted.run(Place(0, 0, 0), n * n_batches),
    }
    if not c_loop.unavailable_reason():
        trained["C"] = c_loop.CLoop(workload, precision).run
    best = fastest(trained)
    limit = best.get("C", float("nan"))
    print(
        f"{name} {precision}  {seconds:5.1f} s  {best['for all']:9,.0f}  {best['made for it']:9,.0f} "
        f"({best['made for it'] / best['for all']:.2f})   {best['for all'] / limit:.2f}, "
        f"{best['made for it'] / limit:.2f}"
    )


def fastest(trained: dict[str, Callable[[int], object]]) -> dict[str, float]:
    """Epochs a second of the fastest turn of each."""
    n_epochs = {name: epochs_in_a_turn(train) for name, train in trained.items()}
    best = dict.fromkeys(trained, 0.0)
    for _ in range(ROUNDS):
        for name, train in trained.items():
            best[name] = max(best[name], n_epochs[name] / seconds_of(train, n_epochs[name]))
    return best


def epochs_in_a_turn(train: Callable[[int], object]) -> int:
    """So many as fill one; the first few make everything warm."""
    n = 4
    while (seconds := seconds_of(train, n)) < SLICE_SECONDS / 2:
        n *= 2
    return max(1, round(n * SLICE_SECONDS / seconds))


def seconds_of(train: Callable[[int], object], n_epochs: int) -> float:
    """How long these epochs take."""
    began = time.perf_counter()
    train(n_epochs)
    return time.perf_counter() - began


def teach(n_students: int, seconds: float) -> None:
    """Prints what a class comes to without a workshop, with one while it changes layers, and with one after
    it has settled on a few networks."""
    settled: list[tuple[int, ...]] = [(4 + seat % 3, 2) for seat in range(n_students)]
    for title, max_kept, restless in (
        ("no kernels made", 0, True),
        ("changing layers", KEPT, True),
        ("settled on three networks", KEPT, False),
    ):
        workshop.open_workshop(max_kept)
        hidden = changing() if restless else None
        n_epochs, n_networks = lesson(settled, hidden, seconds)
        shop = workshop._workshop
        made = len(shop._made) if shop else 0
        waiting = shop.n_waiting if shop else 0
        print(
            f"{title}: {n_epochs / seconds:,.0f} epochs/s of all, {n_networks} networks, "
            f"{made} kernels made, {waiting} waiting"
        )


def changing() -> Callable[[], tuple[int, ...]]:
    """Layers that nobody had before."""
    numbers = count()

    def layers() -> tuple[int, ...]:
        n = next(numbers)
        return 1 + n % 8, 1 + n // 8 % 8, 1 + n // 64 % 8

    return layers


def lesson(
    settled: list[tuple[int, ...]], another: Callable[[], tuple[int, ...]] | None, seconds: float
) -> tuple[int, int]:
    """Lets students train in turns for so long, each a network of `settled` layers, or always `another` after
    a while; returns how many epochs and networks that were."""
    sessions = [opened(another() if another else hidden) for hidden in settled]
    trained = [0.0] * len(settled)
    n_epochs, n_networks = 0, len(settled)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for seat in range(len(settled)):
            trained[seat] += seconds_of(
                lambda n, session=sessions[seat]: session.run(Place(0, 0, 0), 25 * n),  # type: ignore[misc]
                TURN_EPOCHS,
            )
            n_epochs += TURN_EPOCHS
            if another and trained[seat] > PATIENCE_SECONDS:
                sessions[seat], trained[seat] = opened(another()), 0.0
                n_networks += 1
    return n_epochs, n_networks


def opened(hidden: tuple[int, ...]) -> CompiledSession:
    """The default task with these layers."""
    workload = ordinary(Experiment(hidden=hidden))
    return CompiledSession(workload.experiment, workload.data, workload.learning, ByHand(), "float64")


if __name__ == "__main__":
    main()
