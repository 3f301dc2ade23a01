"""How fast sweeps are: networks a second by where they are trained, and beside Optuna with other MLPs.

    .venv/bin/python -m benchmarks.sweeps [--rounds 5] [--networks 1000] [--cluster]

Each line is the median of some rounds, in turns, after one that nobody counts: the default task under forty
learning rates with different first weights, a hundred epochs each, in this process on one core and on two,
in a pool of processes, and with --cluster on two Dask workers of this machine. Peers train the same task
through Optuna, one network a trial, in one process: scikit-learn's MLPClassifier, and PyTorch if it is there.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import AbstractContextManager, ExitStack, contextmanager

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from benchmarks.peers import scikit_learn, torch_eager
from engine.backends import cores
from engine.backends.workloads import Workload, ordinary
from engine.experiment.experiment import Experiment
from engine.sweeps.varied import over_range, varied
from server.sweeps.executors import InThisProcess, Workers
from server.sweeps.plan import SweepPlan, planned
from server.sweeps.running import run

EPOCHS = 100
RATES = over_range("learning_rate", 0.001, 1, by_factors=True, n=40)
PEER_TRIALS = 5
"""Of the same grid: one takes a peer seconds."""


def plan_of(n_networks: int) -> SweepPlan:
    """The default task: forty learning rates, each with so many first weights that there are all networks."""
    weights = varied("weights_seed", [str(k) for k in range(n_networks // len(RATES.values))])
    return planned(Experiment(), [RATES, weights], epochs=EPOCHS)


def seconds(executor: Executor, plan: SweepPlan, n_workers: int) -> float:
    """How long a sweep takes, from the order to the last row."""
    began = time.perf_counter()
    n = sum(1 for _ in run(plan, executor, "numba", n_workers))
    assert n == plan.n_trials
    return time.perf_counter() - began


@contextmanager
def on_cores(n: int) -> Iterator[Executor]:
    """This process, on so many cores."""
    cores.use_at_most(n)
    yield InThisProcess()
    cores.use_at_most(max(1, os.cpu_count() or 1))


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
def processes() -> Iterator[Executor]:
    """A process for each core."""
    with Workers() as workers:
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
    plan = plan_of(args.networks)
    places: dict[str, Callable[[], AbstractContextManager[Executor]]] = {
        "this process, one core": lambda: on_cores(1),
        "this process, two cores": lambda: on_cores(2),
        "a process for each core": processes,
    }
    if args.cluster:
        places["two Dask workers"] = dask_here
    with ExitStack() as stack:
        pools = {name: stack.enter_context(make()) for name, make in places.items() if "this" not in name}
        took: dict[str, list[float]] = {name: [] for name in places}
        for _ in range(args.rounds + 1):
            for name, make in places.items():
                if name in pools:
                    took[name].append(seconds(pools[name], plan, 2))
                else:
                    with make() as executor:
                        took[name].append(seconds(executor, plan, 1))
    print(f"{plan.n_trials} networks of the default task, {EPOCHS} epochs each")
    for name, all_seconds in took.items():
        middle = statistics.median(all_seconds[1:])
        rate = plan.n_trials * EPOCHS / middle
        print(
            f"{name:28}{middle:8.2f} s{rate:12,.0f} network-epochs/s{plan.n_trials / middle:9,.0f} trials/s"
        )
    for name, peer in (("scikit-learn", scikit_learn), ("PyTorch", torch_eager)):
        found = peer_seconds(peer)
        told = found if isinstance(found, str) else f"{1 / found:.2f} trials/s"
        print(f"Optuna with {name:16}{told}")


if __name__ == "__main__":
    main()
