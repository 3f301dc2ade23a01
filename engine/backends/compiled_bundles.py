"""The bundles of arrays and numbers that kernels work on, and how they get to them.

Numba looks at the type of everything that a kernel is called with, which takes longer than many runs do. So
Python lays down the addresses of all arrays in one row of words, once, and a kernel takes its bundles from
there: `taken` makes a bundle of words, `words_of` words of bundles.
"""

from typing import Any, NamedTuple, get_type_hints

import numpy as np
from llvmlite import ir
from numba.core import types

from engine.backends.compiled_rows import Row, RowType, intrinsic


class Numbers(Row):
    """A row in the precision of the computation."""


class Each(Numbers):
    """A row that has a number for each network, where a kernel trains many."""


class Doubles(Row):
    """A row of double precision."""


class Wholes(Row):
    """A row of whole numbers."""


class Words(Row):
    """A row of 64 bits without a sign."""


class Layers(NamedTuple):
    """The columns of `flat.Blueprint.layers`."""

    n_in: Wholes
    n_out: Wholes
    weights: Wholes
    biases: Wholes
    gains: Wholes
    shifts: Wholes
    activation: Wholes
    skip: Wholes
    first: Wholes


class Plan(NamedTuple):
    """What does not change while a kernel runs.

    `numbers` are those of flat.py; `is_weight` and `free` are masks as numbers, as long as the vectors of the
    state; `off` is the gates of neurons that nobody drops. `panel` is how many points of a batch are computed
    before their gradients are summed; `is_plain`: an update is a step of SGD and nothing else.
    """

    layers: Layers
    numbers: Doubles
    is_weight: Numbers
    free: Numbers
    off: Numbers
    n_layers: int
    n_hidden: int
    n_parameters: int
    loss: int
    optimizer: int
    normalization: int
    has_gates: int
    is_plain: int
    takes_steps: int
    shuffle: int
    half_bits: int
    batch_size: int
    panel: int
    keys: Words
    """Of the batches and of dropout."""


class Points(NamedTuple):
    """Inputs (n_inputs, columns) and targets (n_outputs, columns), row after row, of n points and then
    zeros."""

    x: Numbers
    y: Numbers
    columns: int
    n: int


class State(NamedTuple):
    """What changes: vectors of all parameters, filled up with zeros to whole lanes; `alive` is 0 where a
    weight is dead; means and variances that batch normalisation remembers; `counts`: points gathered,
    steps."""

    parameters: Each
    gradients: Each
    first: Numbers
    second: Numbers
    alive: Numbers
    means: Numbers
    variances: Numbers
    counts: Wholes


class Work(NamedTuple):
    """Room for what the neurons say to a panel of points; for the slopes and then δ; for ∂loss/∂a; for what
    normalisation keeps for the way back; for the gates, the order of an epoch, the keys of its rounds, the
    points in this order, and the numbers of an update."""

    says: Numbers
    slopes: Numbers
    backs: Numbers
    normals: Numbers
    inverses: Numbers
    gates: Numbers
    order: Wholes
    keys: Words
    shuffled: Points
    told: Doubles


class Task(NamedTuple):
    """All that a run needs; `kept` is the state at the end of the last epoch that was finite."""

    plan: Plan
    state: State
    kept: State
    work: Work
    train: Points
    test: Points


_SCALARS: dict[Any, Any] = {Doubles: types.float64, Wholes: types.int64, Words: types.uint64}


def words_of(bundle: tuple[Any, ...]) -> list[int]:
    """The words of a bundle: addresses of its rows, and its numbers."""
    words: list[int] = []
    for part in bundle:
        words += (
            words_of(part)
            if isinstance(part, tuple)
            else [part.address if isinstance(part, Row) else int(part)]
        )
    return words


def laid_down(bundle: tuple[Any, ...]) -> Row:
    """The words of a bundle as a row. The bundle must live as long."""
    return Wholes(np.array(words_of(bundle), dtype=np.int64))


def _type_of(kind: Any, scalar: Any, n: int) -> Any:
    """The type in a kernel of what is annotated so, for n networks."""
    if kind is int:
        return types.int64
    if issubclass(kind, Each):
        return RowType(scalar, n)
    if issubclass(kind, Row):
        return RowType(_SCALARS.get(kind, scalar))
    return types.NamedTuple([_type_of(part, scalar, n) for part in get_type_hints(kind).values()], kind)


@intrinsic(prefer_literal=True)
def taken(typing: Any, kind: Any, words: Any, like: Any, n: Any) -> Any:
    """The bundle of this kind from its words, for n networks, a number written out; its `Numbers` have the
    precision of the row `like`."""
    bundle = _type_of(kind.instance_class, like.scalar, n.literal_value)

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        places = iter(range(10**6))

        def build(part: Any) -> Any:
            if isinstance(part, types.BaseTuple):
                return context.make_tuple(builder, part, [build(each) for each in part])
            word = builder.load(builder.gep(args[1], [ir.IntType(64)(next(places))]))
            if isinstance(part, RowType):
                return builder.inttoptr(word, context.get_value_type(part))
            return word

        return build(bundle)

    return bundle(kind, words, like, n), generate
