"""How fast an NVIDIA GPU trains: `python -m benchmarks.gpu_rate`, on a machine that has one.

Medians of some runs, each much longer than a launch. The goal on an H200: 20 million
network-epochs a second for 1,024 networks of the default task, 5,000 epochs a second for one alone.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from engine.backends.cuda import backend as gpu_cuda
from engine.backends.interface import Place
from engine.backends.workloads import Workload, ordinary
from engine.experiment.experiment import Experiment
from engine.learning.by_hand import ByHand
from engine.learning.epochs import Epochs

N_RUNS = 7
RUN_SECONDS = 0.3
POPULATIONS = 64, 1024, 4096, 16384


def main() -> None:
    """Prints a table of rates, or why there is none."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--networks", type=int, nargs="*", default=POPULATIONS, help="sizes of populations")
    arguments = parser.parse_args()
    reason = gpu_cuda.unavailable_reason()
    if reason:
        sys.exit(f"nothing to measure: {reason}")
    before = time.perf_counter()
    gpu_cuda.warm_up()
    print(f"{gpu_cuda.device_name()}; kernels compiled in {time.perf_counter() - before:.1f} s")
    work = ordinary(Experiment())
    for dtype in (np.float32, np.float64):
        name = np.dtype(dtype).name
        print(f"{name}: one network, {single_rate(work, dtype):,.0f} epochs/s; {outputs_time(work, dtype)}")
        for n_networks in arguments.networks:
            rate = population_rate(work, n_networks, dtype)
            print(f"{name}: {n_networks:6,} networks, {rate / 1e6:.2f} million network-epochs/s")


def single_rate(work: Workload, dtype: Any) -> float:
    """Epochs a second of one network, with the losses of every epoch."""
    session = gpu_cuda.open_session(work.experiment, work.data, work.learning, ByHand(), dtype)
    per_epoch = Epochs(len(work.data.train_x), work.experiment.batch_size).n_batches
    place = Place(0, 0, 0)

    def run(n_epochs: int) -> None:
        nonlocal place
        place = session.run(place, n_epochs * per_epoch).place

    return rate_of(run)


def population_rate(work: Workload, n_networks: int, dtype: Any) -> float:
    """Network-epochs a second, with the losses at the end of a run; every network shuffles for itself."""
    experiments = [
        work.experiment.changed(learning_rate=0.01 + 0.02 * n / n_networks, shuffle=True, batch_seed=f"{n}")
        for n in range(n_networks)
    ]
    population = gpu_cuda.open_population(experiments, work.data, [work.learning] * n_networks, dtype)
    epoch = 0

    def run(n_epochs: int) -> None:
        nonlocal epoch
        population.run(epoch, n_epochs)
        epoch += n_epochs

    return n_networks * rate_of(run)


def rate_of(run: Callable[[int], None]) -> float:
    """Epochs a second: the median of some runs, after some to find how many epochs a run needs."""
    n_epochs, seconds = 8, 0.0
    while seconds < RUN_SECONDS:
        n_epochs *= 2
        seconds = timed(run, n_epochs)
    return n_epochs / statistics.median(timed(run, n_epochs) for _ in range(N_RUNS))


def outputs_time(work: Workload, dtype: Any) -> str:
    """How long the outputs of all neurons on a grid of 100 × 100 points take."""
    session = gpu_cuda.open_session(work.experiment, work.data, work.learning, ByHand(), dtype)
    line = np.linspace(-6, 6, 100, dtype=np.float32)
    x = np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)
    seconds = statistics.median(timed(lambda _: session.outputs_at(x) and None, 1) for _ in range(50))
    return f"all its neurons on a grid of 100 × 100 in {1000 * seconds:.2f} ms"


def timed(run: Callable[[int], None], n_epochs: int) -> float:
    """How many seconds a run takes."""
    before = time.perf_counter()
    run(n_epochs)
    return time.perf_counter() - before


if __name__ == "__main__":
    main()
