"""`playground bench`: how fast every way to compute is on this machine, in one run, as a table or JSON."""

import argparse
import functools
import itertools
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from engine.backends.devices import DeviceName, Devices
from engine.backends.interface import Backend
from engine.backends.rates import ROUNDS, Clock, Train, epochs_of, population_epochs_of, rate_of
from engine.backends.workloads import GROWTH, TITLES, WORKLOADS, Size, Workload
from engine.data.rng import SeedRandom
from engine.evaluation.snapshot import inputs_on_grid
from engine.experiment.experiment import Experiment
from engine.experiment.options import FEATURE_NAMES
from engine.learning.by_hand import ByHand
from engine.learning.learner import initial_learning
from engine.learning.task import drawn_task
from server.frames.values import quantise

CHECKOUT = Path(__file__).resolve().parents[2]
POPULATIONS = {"P64": 64, "P1024": 1024}
GRIDS = {"grid": Experiment(), "grids": Experiment(features=FEATURE_NAMES, hidden=(8,) * 6)}
PARTS: dict[str, str] = {
    **{name: f"{name}: {TITLES[name]}, epochs/s" for name in WORKLOADS},
    **{name: f"{name}: {n} networks of W1, network-epochs/s" for name, n in POPULATIONS.items()},
    **{name: f"{name}: ever more, epochs/s" for name in GROWTH},
    "grid": "grid: all neurons of the default network at 100x100 as bytes, pictures/s",
    "grids": "grids: all neurons of 7-8-8-8-8-8-8-1 at 100x100 as bytes, pictures/s",
}
"""What can be measured, by the name it is asked for with."""
RESOLUTION = 100
TYPES = ("float64", "float32")
ON_THE_CPU = ("numpy", "numba")
"""These have the time measured that their one thread had a processor; the others that on the wall."""


Prepared = tuple[str, Callable[[], Train | str], Clock]
"""Who computes, how to make it ready (or the reason why it cannot), and the clock to measure it with."""


class Figure(NamedTuple):
    """One figure: `rate` a second (None with the reason in `note`), and how many times the reference's."""

    work: str
    dtype: str
    by: str
    rate: float | None
    ratio: float | None
    note: str = ""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds what may be chosen."""
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")
    parser.add_argument(
        "--seconds", type=float, default=0.2, help=f"how long each of {ROUNDS} rounds takes (default 0.2)"
    )
    parser.add_argument(
        "--only", nargs="+", metavar="NAME", choices=PARTS, default=PARTS,
        help=f"only some of {', '.join(PARTS)}",
    )  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Measures, and prints; returns the exit code."""
    bench = Bench(args.seconds)
    with threadpool_limits(1):
        if args.json:
            rows = [row._asdict() for name in args.only for row in bench.rows(name)]
            print(json.dumps({"rows": rows, "devices": bench.standing()}, indent=1))
            return 0
        for name, standing in bench.standing().items():
            print(f"{name:8} {standing}")
        for name in args.only:
            print(f"\n{PARTS[name]}")
            for row in bench.rows(name):
                print(line_of(row), flush=True)
    return 0


def line_of(row: Figure) -> str:
    """A row of the table."""
    if row.rate is None:
        return f"  {row.dtype:8} {row.by:26} {'-':>12}          {row.note}"
    ratio = "" if row.ratio is None else f"{row.ratio:8.2f} x"
    return f"  {row.dtype:8} {row.by:26} {row.rate:12,.0f} {ratio:10} {row.note}".rstrip()


class Bench:
    """Measures everything there is on this machine, one after the other."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._devices = Devices()
        self._names = [name for name in self._devices.names if name != "auto"]

    def standing(self) -> dict[str, str]:
        """What each device is, or why it is not there."""
        return {row.name: str(row.unavailable_reason or row.label) for row in self._devices.listed()}

    def rows(self, part: str) -> Iterator[Figure]:
        """The figures of one part."""
        if part in GROWTH:
            for dtype, size in itertools.product(TYPES, GROWTH[part]):
                yield from self._grown(part, size, dtype)
            return
        times = POPULATIONS.get(part, 1)
        for dtype in TYPES:
            yield from self._compared(PARTS[part], dtype, self._prepared(part, dtype), times)

    def _grown(self, part: str, size: Size, dtype: str) -> Iterator[Figure]:
        prepared = self._on_devices(lambda backend: epochs_of(size.workload(), backend, dtype))
        for row in self._compared(f"{part}: {size.title}", dtype, prepared):
            yield row._replace(note=row.note or f"{size.title}: {time_of_product(row, size)}")

    def _prepared(self, part: str, dtype: str) -> Iterator[Prepared]:
        """Who computes a part that does not grow, how to make it ready, and the clock to measure it with."""

        def on(backend: Backend) -> Train | str:
            if part in WORKLOADS:
                return epochs_of(WORKLOADS[part](), backend, dtype)
            if part in POPULATIONS:
                return population_epochs_of(POPULATIONS[part], backend, dtype)
            return (
                pictures_of(GRIDS[part], backend) if dtype == "float32" else "pictures are drawn in float32"
            )

        yield from self._on_devices(on)
        if part in WORKLOADS:
            workload = WORKLOADS[part]()
            yield "C loop (the limit)", lambda: c_loop(workload, dtype), time.process_time
            for peer, prepare in peers().items():
                yield peer, lambda prepare=prepare: prepare(workload, dtype), time.process_time  # type: ignore[misc]

    def _on_devices(self, train_on: Callable[[Backend], Train | str]) -> Iterator[Prepared]:
        def ready(name: DeviceName) -> Train | str:
            reason = self._devices.unavailable_reason(name)
            if reason:
                return str(reason)
            backend = self._devices.backend(name)
            backend.warm_up()
            return train_on(backend)

        for name in self._names:
            clock = time.process_time if name in ON_THE_CPU else time.perf_counter
            yield name, functools.partial(ready, name), clock

    def _compared(
        self, work: str, dtype: str, prepared: Iterable[Prepared], times: int = 1
    ) -> Iterator[Figure]:
        """The figures of all that do the same `times` at once, with their ratios to the reference's, the
        first."""
        reference: float | None = None
        for by, prepare, clock in prepared:
            try:
                train = prepare()
            except Exception as error:  # one that cannot is a row, not the end
                train = f"it cannot: {error}"
            if isinstance(train, str):
                yield Figure(work, dtype, by, None, None, train)
                continue
            rate = rate_of(train, clock, self._seconds) * times
            if by == "numpy":
                reference = rate
            yield Figure(work, dtype, by, rate, reference and rate / reference)


def time_of_product(row: Figure, size: Size) -> str:
    """What a product of a weight and an input takes, if an epoch were nothing but those: it stays the same
    where the time grows as the work does."""
    return "" if row.rate is None else f"{1e9 / (row.rate * size.products):.2f} ns a product"


def pictures_of(experiment: Experiment, backend: Backend) -> Train:
    """Draws all neurons over the plane and makes bytes of them."""
    rng = SeedRandom(experiment.seed)
    data = drawn_task(experiment, rng).data
    session = backend.open_session(experiment, data, initial_learning(experiment, rng), ByHand())
    x = inputs_on_grid(experiment.features, RESOLUTION)

    def draw(n: int) -> None:
        for _ in range(n):
            for layer in session.outputs_at(x):
                quantise(layer)

    return draw


def c_loop(workload: Workload, dtype: str) -> Train | str:
    """The loop in C, where the checkout and a compiler are at hand."""
    if not (CHECKOUT / "benchmarks").is_dir():
        return "needs a checkout of the project"
    module = _benchmarks("c_loop")
    reason: str = module.unavailable_reason()
    return reason or module.CLoop(workload, dtype).run


def peers() -> dict[str, Callable[[Workload, str], Train | str]]:
    """Other libraries, where the checkout is at hand."""
    found: dict[str, Callable[[Workload, str], Train | str]] = {}
    if (CHECKOUT / "benchmarks").is_dir():
        found = _benchmarks("peers").PEERS
    return found


def _benchmarks(name: str) -> Any:
    """A module of benchmarks/, which is not installed."""
    if str(CHECKOUT) not in sys.path:
        sys.path.insert(0, str(CHECKOUT))
    return import_module(f"benchmarks.{name}")
