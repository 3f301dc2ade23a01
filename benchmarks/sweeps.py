"""How fast sweeps are, what their parts cost, and other MLPs under Optuna.

    .venv/bin/python -m benchmarks.sweeps [--rounds 5] [--networks 1000] [--cluster]

First the kernels on one core, by its own time: one network with its losses after each epoch, ours and that
of c_loop.c, and 64 networks together, with their losses in the end, after the looks of a curve, and after
each epoch. Then whole sweeps from the order to the last row, in turns: medians of some rounds after one that
nobody counts. `rates` is the default task under forty learning rates with different first weights, `seeds`
ten rates with a hundred seeds each, whose points differ too, `adam` the same as `rates` with another
optimizer, `shapes` networks of which hardly two can be trained together; a hundred epochs each. As a page
asks for them, with curves and pictures, or as a command does. What a task costs is told of tasks of one
network and one epoch. Peers train the default task through Optuna, one network a trial, in one process:
scikit-learn's MLPClassifier, and PyTorch if it is there.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from benchmarks import c_loop
from benchmarks.peers import scikit_learn, torch_eager
from engine.backends import cores
from engine.backends.devices import Devices
from engine.backends.rates import epochs_of, rate_of
from engine.backends.workloads import Workload, ordinary
from engine.experiment.experiment import Experiment
from engine.sweeps.training import Wanted, spread_over
from engine.sweeps.varied import over_range, read_varied, varied
from server.sweeps.executors import Workers
from server.sweeps.live.told import packed_row
from server.sweeps.plan import MOST_LOOKS, SweepPlan, planned
from server.sweeps.running import run, told_of
from server.sweeps.working import train

EPOCHS = 100
TOGETHER = 64
RATES = over_range("learning_rate", 0.001, 1, by_factors=True, n=40)
PEER_TRIALS = 5
"""Of the same grid: one takes a peer seconds."""
TASKS = 200
SECONDS = 0.3
"""Of each measurement of a kernel."""


def plans_of(n_networks: int) -> dict[str, SweepPlan]:
    """Sweeps of some kinds, all of so many networks, as a page asks for them."""
    weights = varied("weights_seed", [str(k) for k in range(max(1, n_networks // len(RATES.values)))])
    adam = over_range("learning_rate", 0.0001, 0.1, by_factors=True, n=40)
    shapes = [read_varied(each) for each in ("width=1..32:32", "depth=1..10:10", "batch_size=1..100:64")]
    plans = {
        "rates": planned(Experiment(), [RATES, weights], epochs=EPOCHS),
        "seeds": planned(
            Experiment(), [replace(RATES, values=RATES.values[::4])], epochs=EPOCHS, n_seeds=n_networks // 10
        ),
        "adam": planned(Experiment(optimizer="adam"), [adam, weights], epochs=EPOCHS),
        "shapes": planned(
            Experiment(), shapes, epochs=EPOCHS, strategy="random", n_settings=max(1, n_networks // 10)
        ),
    }
    return {name: replace(plan, n_looks=MOST_LOOKS, n_pictures=1) for name, plan in plans.items()}


def show_kernels() -> None:
    """Prints what one core does in a second, in its own time."""
    cores.use_at_most(1)
    devices, clock = Devices(), time.process_time
    backend = devices.backend(devices.ready("numba", Experiment()))
    one = ordinary(Experiment())
    experiments = [replace(one.experiment, learning_rate=rate) for rate in (*RATES.values, *RATES.values)]
    population = backend.open_population(experiments[:TOGETHER], one.data, [one.learning] * TOGETHER)

    def together(looks: tuple[int, ...]) -> Callable[[int], object]:
        spans = [epoch - before for before, epoch in zip((0, *looks), looks, strict=False)]

        def train_on(n: int) -> None:
            for _ in range(n):
                for span in spans:
                    population.run(0, span)

        return train_on

    single = rate_of(epochs_of(one, backend, "float64"), clock, SECONDS)
    c = rate_of(c_loop.CLoop(one, "float64").run, clock, SECONDS) if not c_loop.unavailable_reason() else None
    print("one core, by its own time, float64")
    print(f"{'one network, losses each epoch':42}{single:12,.0f} epochs/s")
    if c:
        print(f"{'the same in C, made for the shape':42}{c:12,.0f} epochs/s")
    for name, looks in {
        "losses in the end": (EPOCHS,),
        f"after {len(spread_over(EPOCHS, MOST_LOOKS))} looks": spread_over(EPOCHS, MOST_LOOKS),
        "each epoch": tuple(range(1, EPOCHS + 1)),
    }.items():
        rate = rate_of(together(looks), clock, SECONDS) * TOGETHER * EPOCHS
        of_c = f", {rate / c:.2f} of C" if c else ""
        print(f"{f'{TOGETHER} networks, {name}':42}{rate:12,.0f} epochs/s: {rate / single:.2f} of one{of_c}")


def seconds(executor: Executor, plan: SweepPlan, n_workers: int) -> float:
    """How long a sweep takes, from the order to the last row, which is as the command has it, or where there
    are pictures as a server keeps it."""
    began = time.perf_counter()
    rows: Iterator[object] = run(plan, executor, "numba", n_workers)
    if plan.n_pictures:
        rows = told_of(packed_row, plan, executor, "numba", n_workers)
    n = sum(1 for _ in rows)
    assert n == plan.n_trials
    return time.perf_counter() - began


def seconds_of_a_task(executor: Executor) -> float:
    """What a task costs that has next to nothing to do, many being given at once."""
    wanted = Wanted((1,))
    began = time.perf_counter()
    for future in [executor.submit(train, [Experiment()], wanted, "numba") for _ in range(TASKS)]:
        future.result()
    return (time.perf_counter() - began) / TASKS


def medians(rounds: int, measured: Mapping[str, Callable[[], float]]) -> dict[str, float]:
    """Of each its median over some rounds in turns, after one that nobody counts."""
    took: dict[str, list[float]] = {name: [] for name in measured}
    for _ in range(rounds + 1):
        for name, measure in measured.items():
            took[name].append(measure())
    return {name: statistics.median(all_seconds[1:]) for name, all_seconds in took.items()}


@contextmanager
def dask_here() -> Iterator[Executor]:
    """A scheduler of Dask and two workers of one thread, on this machine."""
    from distributed import LocalCluster

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        Workers(cluster.scheduler_address) as workers,
    ):
        yield workers.executor().executor


@contextmanager
def processes(n: int) -> Iterator[Executor]:
    """So many processes."""
    with Workers(processes=n) as workers:
        yield workers.executor().executor


def peer_seconds(make: Callable[[Workload, str], Callable[[int], object] | str]) -> float | str:
    """Seconds that Optuna takes for one trial of the grid with another MLP."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    rates = list(RATES.values)

    def objective(trial: optuna.Trial) -> float:
        rate = trial.suggest_categorical("learning_rate", rates)
        train = make(ordinary(Experiment(learning_rate=rate)), "float64")
        assert not isinstance(train, str)
        train(EPOCHS)
        return 0.0

    if isinstance(make(ordinary(Experiment()), "float64"), str):
        return "not installed"
    study = optuna.create_study(sampler=optuna.samplers.GridSampler({"learning_rate": rates}))
    began = time.perf_counter()
    study.optimize(objective, n_trials=PEER_TRIALS)
    return (time.perf_counter() - began) / PEER_TRIALS


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--networks", type=int, default=1000)
    parser.add_argument("--cluster", action="store_true")
    args = parser.parse_args()
    threadpool_limits(1)
    show_kernels()
    plans = plans_of(args.networks)
    with ExitStack() as stack:
        places: dict[str, tuple[Executor, int]] = {
            "one process": (stack.enter_context(processes(1)), 1),
            "two processes": (stack.enter_context(processes(2)), 2),
        }
        if args.cluster:
            places["two Dask workers"] = stack.enter_context(dask_here()), 2
        orders = {
            f"{kind}, {where}": (plan, *place)
            for where, place in places.items()
            for kind, plan in plans.items()
            if kind == "rates" or where == "two processes"
        }
        bare = replace(plans["rates"], n_looks=1, n_pictures=0)
        orders |= {f"rates as a command, {where}": (bare, *place) for where, place in places.items()}
        took = medians(
            args.rounds,
            {name: partial(seconds, executor, plan, n) for name, (plan, executor, n) in orders.items()},
        )
        print(f"\nwhole sweeps, {EPOCHS} epochs")
        for name, middle in took.items():
            n = orders[name][0].n_trials
            print(f"{name:42}{middle:8.2f} s for {n:5,} networks{n * EPOCHS / middle:12,.0f} epochs/s")
        for kind in ("rates", "rates as a command"):
            ratio = took[f"{kind}, one process"] / took[f"{kind}, two processes"]
            print(f"{f'{kind}, two processes to one':42}{ratio:8.2f}")
        tasks = {where: partial(seconds_of_a_task, executor) for where, (executor, _) in places.items()}
        for where, middle in medians(args.rounds, tasks).items():
            print(f"{f'a task, {where}':42}{1000 * middle:8.2f} ms")
    for name, peer in (("scikit-learn", scikit_learn), ("PyTorch", torch_eager)):
        found = peer_seconds(peer)
        told = found if isinstance(found, str) else f"{1 / found:.2f} trials/s"
        print(f"Optuna with {name:30}{told}")


if __name__ == "__main__":
    main()
