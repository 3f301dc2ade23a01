"""A sweep as it runs: what a strategy asks for is trained somewhere, and each network becomes a row."""

import math
import statistics
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, as_completed
from itertools import groupby
from typing import Any

from engine.backends.cores import n_cores
from engine.experiment.experiment import Experiment
from engine.sweeps.training import MOST_TOGETHER, groups
from engine.sweeps.trials import SweepTrial, trials_of
from engine.sweeps.varied import Varied, read_varied
from server.sweeps.executors import InThisProcess
from server.sweeps.plan import SweepPlan, planned
from server.sweeps.rows import SweepRow, as_records, row_of, wanted_of
from server.sweeps.strategies import Value, strategy_of
from server.sweeps.working import WorkerResult, train

LEAST_TOGETHER = 8
"""Networks that are not parted over several cores: they fill the lanes of one."""


def sweep(
    experiment: Experiment,
    vary: Sequence[str | Varied],
    *,
    seeds: int = 1,
    epochs: int = 100,
    strategy: str = "grid",
    measure: str = "test_loss",
    trials: int | None = None,
    device: str = "auto",
    executor: Executor | None = None,
) -> Any:
    """Trains every trial of a sweep and returns a table of them, the best setting first: a pandas DataFrame
    where pandas is installed, else a NumPy record array.

    `vary` has fields with their values, as in `["learning_rate=0.001..1:log:7", "hidden=2|4|8,4"]`. Without
    an `executor`, such as a process pool or a Dask client's, this process does it. `ReasonError` for what
    cannot be.
    """
    fields = [each if isinstance(each, Varied) else read_varied(each) for each in vary]
    plan = planned(
        experiment,
        fields,
        n_seeds=seeds,
        epochs=epochs,
        strategy=strategy,
        measure=measure,
        n_settings=trials,
    )
    return as_records(plan, best_first(plan, last_rows(run(plan, executor or InThisProcess(), device))))


def run(
    plan: SweepPlan, executor: Executor, device: str = "auto", n_workers: int | None = None
) -> Iterator[SweepRow]:
    """Yields a row for each network as it is done, in no certain order. With Hyperband a setting that goes on
    has a row for each time: the last counts."""
    strategy = strategy_of(plan)
    while asked := strategy.ask():
        values: dict[int, list[Value]] = {number: [] for number, _, _ in asked}
        for epochs, together in groupby(asked, key=lambda each: each[2]):
            trials = [
                trial
                for number, setting, _ in together
                for trial in trials_of(plan.experiment, [setting], plan.n_seeds, number)
            ]
            for trial, outcome in _outcomes(plan, trials, epochs, executor, device, n_workers or n_cores()):
                row = row_of(plan, trial, epochs, outcome)
                values[trial.setting].append(row.value)
                yield row
        for number, of_seeds in values.items():
            strategy.tell(number, middle(plan, of_seeds))


def middle(plan: SweepPlan, values: Sequence[Value]) -> Value:
    """The median over the seeds of a setting, where one that ran away is worse than any; None where that is
    the median."""
    worst = -math.inf if plan.is_largest_best else math.inf
    value = statistics.median_low([worst if each is None else each for each in values])
    return value if math.isfinite(value) else None


def last_rows(rows: Iterable[SweepRow]) -> list[SweepRow]:
    """The rows that count: of a network that went on, the last; in the order of settings and seeds."""
    last = {(row.setting, row.repeat): row for row in rows}
    return [last[key] for key in sorted(last)]


def best_first(plan: SweepPlan, rows: Sequence[SweepRow]) -> list[SweepRow]:
    """The rows by how good their setting is in the middle of its seeds; those trained longest come first, and
    what ran away comes last."""
    of_setting: dict[int, list[Value]] = {}
    for row in rows:
        of_setting.setdefault(row.setting, []).append(row.value)
    middles = {setting: middle(plan, values) for setting, values in of_setting.items()}
    sign = -1 if plan.is_largest_best else 1

    def place(row: SweepRow) -> tuple[int, float, int, int]:
        value = middles[row.setting]
        return -row.epochs, math.inf if value is None else sign * value, row.setting, row.repeat

    return sorted(rows, key=place)


def _outcomes(
    plan: SweepPlan,
    trials: Sequence[SweepTrial],
    epochs: int,
    executor: Executor,
    device: str,
    n_workers: int,
) -> Iterator[tuple[SweepTrial, WorkerResult]]:
    """The trials with what became of them, as they are done. Networks that can be are trained together, but
    not so many that a worker has nothing to do."""
    most = max(LEAST_TOGETHER, min(MOST_TOGETHER, -(-len(trials) // (2 * n_workers))))
    wanted = wanted_of(plan, epochs)
    waiting = {}
    for indices in groups([trial.experiment for trial in trials], most):
        together = [trials[index] for index in indices]
        experiments = [trial.experiment for trial in together]
        waiting[executor.submit(train, experiments, wanted, device)] = together
    try:
        for future in as_completed(waiting):
            yield from zip(waiting[future], future.result(), strict=True)
    finally:
        for future in waiting:
            future.cancel()
