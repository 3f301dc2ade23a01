"""What forward and backward differentiation cost for one network: passes, operations, time.

A function of n parameters with m results has m · n derivatives. A forward pass has those of all results by
one parameter, so n passes are needed; a backward pass those of one result by all parameters, so m. Each pass
costs a few times what evaluating costs, whatever n and m are. A loss is one result: that is why networks
learn backwards.

Source: A. Griewank, A. Walther, Evaluating Derivatives, 2008, chapters 3 and 4.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from engine import autodiff
from engine.autodiff import Dual, Primitive, Tape, Taped, Tracked, plain
from engine.inside.derivatives.graph import NetworkGraph, arrays_of
from engine.network.network import Array

ResultName = Literal["loss", "answers"]
"""What is differentiated: the loss, one number, or what each output says to each point."""

MOVES = ("transpose", "reshape", "spread", "ones_like")
"""Operations that bring numbers to other places and compute nothing."""


@dataclass(frozen=True, slots=True)
class ModeWork:
    """What has to be done: how often one goes through the network, and how many sums, products and functions
    of single numbers that takes altogether; `multiplications` are part of these."""

    passes: int
    operations: int
    multiplications: int


@dataclass(frozen=True, slots=True)
class ModeCosts:
    """What it takes to evaluate a network, and to have all derivatives of its results by its parameters.

    Forward, each pass evaluates anew. Backward, the tape is written once, and read once for each result.
    """

    n_parameters: int
    n_results: int
    evaluation: ModeWork
    forward: ModeWork
    backward: ModeWork


@dataclass(frozen=True, slots=True)
class ModeTimes:
    """Seconds for the same. Of the passes of a mode, which are alike, only one was done."""

    evaluation: float
    forward: float
    backward: float


class Counted(Tracked):
    """A number that adds what it goes through to `counts`: operations on single numbers, by name."""

    depth = -1

    def __init__(self, value: Any, counts: Counter[str]) -> None:
        self.value, self.counts = value, counts

    @classmethod
    def through(cls, operation: Primitive, x: Sequence[Any], options: dict[str, Any]) -> Any:
        """The result, counted."""
        values = cls.values(x)
        y = operation.of(*values, **options)
        counts: Counter[str] = next(each.counts for each in x if isinstance(each, cls))
        counts.update(_operations(operation.name, y, values))
        return Counted(y, counts)


def costs_of_modes(graph: NetworkGraph, target: Array, of: ResultName = "loss") -> ModeCosts:
    """How many passes and operations each mode needs for a network at its points, counted while it computes.

    `target` (n_points, n_outputs) is what the loss compares with.
    """
    arrays, function = arrays_of(graph.model), _function(graph, target, of)
    n_parameters = sum(array.size for array in arrays)

    def counted() -> tuple[list[Counted], Counter[str]]:
        counts: Counter[str] = Counter()
        return [Counted(array, counts) for array in arrays], counts

    inputs, evaluation = counted()
    n_results = int(np.size(plain(function(*inputs))))
    inputs, one_forward = counted()
    function(*map(Dual, inputs, arrays))
    inputs, one_backward = counted()
    tape = Tape()
    y = function(*map(tape.write, inputs))
    writing = one_backward.copy()
    tape.back(y, one_of(y, 0))
    reading = one_backward - writing
    return ModeCosts(
        n_parameters,
        n_results,
        _work(1, evaluation),
        _work(n_parameters, *[one_forward] * n_parameters),
        _work(n_results, writing, *[reading] * n_results),
    )


def times_of_modes(
    graph: NetworkGraph, target: Array, clock: Callable[[], float], of: ResultName = "loss", repeats: int = 3
) -> ModeTimes:
    """How long each mode takes by this clock (in seconds), the shortest of some repeats."""
    arrays, function = arrays_of(graph.model), _function(graph, target, of)
    n_parameters = sum(array.size for array in arrays)

    def written() -> tuple[Tape, Taped]:
        tape = Tape()
        return tape, function(*map(tape.write, arrays))

    def shortest(run: Callable[[], Any]) -> float:
        times = []
        for _ in range(repeats):
            began = clock()
            run()
            times.append(clock() - began)
        return min(times)

    tape, y = written()
    return ModeTimes(
        shortest(lambda: function(*arrays)),
        n_parameters * shortest(lambda: autodiff.along(function, arrays, arrays)),
        shortest(written) + int(np.size(plain(y))) * shortest(lambda: tape.back(y, one_of(y, 0))),
    )


def _function(graph: NetworkGraph, target: Array, of: ResultName) -> Callable[..., Any]:
    return graph.loss(target) if of == "loss" else graph.answers


def one_of(y: Taped, index: int) -> Array:
    """1 for one of the results, 0 for all others."""
    seed = np.zeros(y.shape)
    seed.flat[index] = 1.0
    return seed


def _operations(name: str, y: Any, x: Sequence[Any]) -> dict[str, int]:
    """How many single numbers an operation computes: a matrix product of (n, k) by (k, m) is n·k·m products,
    whose sums take n·(k − 1)·m additions."""
    if name in MOVES:
        return {}
    if name == "matmul":
        products = np.shape(x[0])[1] * np.size(y)
        return {"multiply": products, "add": products - np.size(y)}
    if name == "sum":
        return {"add": np.size(x[0]) - np.size(y)}
    return {name: np.size(y)}


def _work(passes: int, *counts: Counter[str]) -> ModeWork:
    return ModeWork(passes, sum(map(Counter.total, counts)), sum(each["multiply"] for each in counts))
