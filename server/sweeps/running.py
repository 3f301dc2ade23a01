"""A sweep as it runs: what a strategy asks for is trained somewhere, and each network becomes a row."""

import math
import statistics
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from itertools import groupby, islice
from typing import Any, Protocol, TypeVar

from engine.backends.cores import n_cores
from engine.experiment.experiment import Experiment
from engine.sweeps.training import MOST_TOGETHER, Wanted, parcels
from engine.sweeps.trials import Setting, SweepTrial, likenesses, numbered_trials
from engine.sweeps.varied import Varied, read_varied
from server.sweeps.executors import InThisProcess
from server.sweeps.plan import Measure, SweepPlan, planned
from server.sweeps.pool import abandon
from server.sweeps.rows import SweepRow, as_records, wanted_of
from server.sweeps.strategies import Value, strategy_of
from server.sweeps.working import train_rows

MOST_OF_SHORT, SHORT_EPOCHS, MANY_TASKS = 256, 25_600, 8
"""More go together where they are so short that all of a task have so many epochs at most, and there are so
many tasks for each worker all the same: then a task's own costs are less of it, above all on a cluster."""
LEAST_TOGETHER = 8
"""Networks that are not parted over several cores: they fill the lanes of one."""
TASKS_OF_WORKER = 2
"""Tasks that wait for a worker or are done by it: it never has nothing to do, what others want comes soon,
and so does an end."""

Key = tuple[int, int, int]
"""Which network, and when: its setting, its repeat, and after how many epochs."""


class ToldRow(Protocol):
    """What is told of a network, at least: of which setting it is, and its measure."""

    @property
    def setting(self) -> int:
        """The number of its setting."""
        ...

    @property
    def value(self) -> Value:
        """The measure of the plan; None where it ran away."""
        ...


Told = TypeVar("Told", bound=ToldRow)


class Halted(Exception):
    """A sweep that somebody has halted before its end."""


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
    plan: SweepPlan,
    executor: Executor,
    device: str = "auto",
    n_workers: int | Callable[[], int] = n_cores,
) -> Iterator[SweepRow]:
    """Yields a row for each network as it is done; see `told_of`."""
    return told_of(_itself, plan, executor, device, n_workers)


def _itself(row: SweepRow) -> SweepRow:
    return row


def told_of(
    told: Callable[[SweepRow], Told],
    plan: SweepPlan,
    executor: Executor,
    device: str = "auto",
    n_workers: int | Callable[[], int] = n_cores,
    *,
    done: Mapping[Key, Value] | None = None,
    halt: Future[None] | None = None,
    end: Future[None] | None = None,
    training: Callable[[int], object] = lambda n: None,
) -> Iterator[Told]:
    """Yields what is `told` of the row of each network as it is done, in no certain order; the workers tell
    it, a function that can be sent. With Hyperband a setting that goes on has a row for each time: the last
    counts.

    Of what is `done` the measure is known: it is told to the strategy, which chooses what it chose then, and
    nothing of it is trained again. Once it is done, `halt` raises `Halted` when the networks that train are
    done, and `end` at once, also after `halt`. `training` hears how many networks are being trained.
    `n_workers` counts the tasks that the executor does at the same time, which may change.
    """
    counted = n_workers if callable(n_workers) else lambda: n_workers
    known, crew = done or {}, Crew(executor, counted, device, halt or Future(), end or Future(), training)

    def rows(trials: Sequence[SweepTrial], epochs: int) -> Iterator[Told]:
        """What is told of those of which nothing is known."""
        left = [trial for trial in trials if _key(trial, epochs) not in known]
        return crew.rows(left, wanted_of(plan, epochs), plan.measure, told)

    strategy = strategy_of(plan)
    last: dict[int, tuple[int, Setting]] = {}
    while asked := strategy.ask():
        values: dict[int, list[Value]] = {number: [] for number, _, _ in asked}
        for epochs, together in groupby(asked, key=lambda each: each[2]):
            settings = [(number, setting) for number, setting, _ in together]
            last |= {number: (epochs, setting) for number, setting in settings}
            trials = numbered_trials(plan.experiment, settings, range(plan.n_seeds))
            for trial in trials if known else ():
                if _key(trial, epochs) in known:
                    values[trial.setting].append(known[_key(trial, epochs)])
            for row in rows(trials, epochs):
                values[row.setting].append(row.value)
                yield row
        for number, of_seeds in values.items():
            strategy.tell(number, middle(plan, of_seeds))
    more = range(plan.n_seeds, plan.n_seeds + plan.more_seeds)
    for epochs in sorted({epochs for epochs, _ in last.values()}) if more else ():
        settings = [(number, setting) for number, (of_it, setting) in last.items() if of_it == epochs]
        yield from rows(numbered_trials(plan.experiment, settings, more), epochs)


def _key(trial: SweepTrial, epochs: int) -> Key:
    return trial.setting, trial.repeat, epochs


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


class Crew:
    """The workers of a sweep, who are given few tasks at a time. See `told_of` for what it is made of."""

    def __init__(
        self,
        executor: Executor,
        n_workers: Callable[[], int],
        device: str,
        halt: Future[None],
        end: Future[None],
        training: Callable[[int], object],
    ) -> None:
        self._executor, self._n_workers, self._device = executor, n_workers, device
        self._halt, self._end, self._training = halt, end, training
        self._given: dict[Future[Any], int] = {}
        """The tasks that are given, and of how many networks each is."""

    def rows(
        self,
        trials: Sequence[SweepTrial],
        wanted: Wanted,
        measure: Measure,
        told: Callable[[SweepRow], Told],
    ) -> Iterator[Told]:
        """What is told of the trials, as they are done. Networks that can be are trained together, but not so
        many that a worker has nothing to do. Raises `Halted`."""
        most = max(LEAST_TOGETHER, min(MOST_TOGETHER, -(-len(trials) // self._most_tasks())))
        of_many = len(trials) // (MANY_TASKS * self._n_workers())
        most = max(most, min(MOST_OF_SHORT, SHORT_EPOCHS // wanted.looks[-1], of_many))
        tasks = iter(parcels(likenesses(trials), wanted.looks[-1], most))
        try:
            while True:
                if self._end.done():
                    raise Halted
                if not self._halt.done():
                    for indices in islice(tasks, max(0, self._most_tasks() - len(self._given))):
                        together = [trials[index] for index in indices]
                        future = self._executor.submit(
                            train_rows, together, wanted, measure, self._device, told
                        )
                        self._given[future] = len(together)
                elif not self._still_training():
                    raise Halted
                if not self._given:
                    return
                for future in self._finished():
                    del self._given[future]
                    yield from future.result()
        finally:
            for future in self._given:
                abandon(future)
            self._given.clear()
            self._training(0)

    def _most_tasks(self) -> int:
        """How many tasks are given at the same time: a cluster may grow and shrink meanwhile."""
        return TASKS_OF_WORKER * self._n_workers()

    def _finished(self) -> Iterable[Future[Any]]:
        """Waits until a task is done, or the sweep is halted or to end; returns the tasks that are done."""
        at_work = islice(self._given.values(), self._n_workers())
        self._training(sum(at_work))
        watched: list[Future[Any]] = [*self._given, self._end]
        if not self._halt.done():
            watched.append(self._halt)
        finished = wait(watched, return_when=FIRST_COMPLETED).done
        return [future for future in self._given if future in finished]

    def _still_training(self) -> bool:
        """Takes back what nobody has begun; returns whether anything is left."""
        for future in [each for each in self._given if each.cancel()]:
            del self._given[future]
        return bool(self._given)
