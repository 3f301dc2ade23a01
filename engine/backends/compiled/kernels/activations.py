"""The activations for lanes: a = φ(z) and the slope φ'(z), found together."""

from collections.abc import Mapping
from functools import partial
from itertools import chain
from typing import Any

from numba.core import cgutils, types

from engine.backends.codes import code
from engine.backends.compiled.lanes.formulas import Formula
from engine.backends.compiled.lanes.operations import instructions
from engine.backends.compiled.lanes.values import Value, chosen
from engine.backends.formulas import activated
from engine.backends.tracing import Traced, traced
from engine.formulas import losses
from engine.formulas.activations import ACTIVATIONS, PLAIN
from engine.formulas.losses import LOSSES, SOFTMAX

OUTPUTS = {
    name: (loss.output,) if loss.output else tuple(sorted(set(losses.OUTPUTS.values())))
    for name, loss in LOSSES.items()
}
"""The activations that the outputs may have with each loss."""
SINGLE_OUTPUTS = sorted({*chain(*OUTPUTS.values())} - {SOFTMAX})


def _activate(formulas: Mapping[str, Traced]) -> Any:
    """A function for kernels that puts φ(z) of a row of z, from `at` to `end`, at the same places of `a`, and
    the slope, if the formulas have it, into `slopes`.

    `phi` is looked up once for all neurons and points, so that the loops over them do not ask. Where `a` is
    another row than z it may be faster: of a ReLU in place LLVM stores only what changes, lane by lane, and
    whoever loads that soon after waits.
    """

    @instructions(
        lambda like, phi, numbers, z, a, slopes, at, end: types.none(
            like, types.intp, numbers, z, a, slopes, types.intp, types.intp
        )
    )
    def activate(
        put: Any, like: Any, phi: Any, numbers: Any, z: Any, a: Any, slopes: Any, at: Any, end: Any
    ) -> None:
        builder, lanes, n = put.builder, put.types[0], put.types[2].n

        def loop(name: str) -> tuple[Value, ...]:
            formula = Formula(builder, formulas[name], like.type, numbers, n)
            with cgutils.for_range_slice(builder, at, end, at.type(lanes.n), at.type) as (index, _):
                x = Value(builder, put.load(z, index, lanes))
                for row, result in zip((a, slopes), formula(z=x), strict=False):
                    put.store(row, index, lanes, result.ir)
            return ()

        chosen(builder, phi, {code("activation", name): partial(loop, name) for name in formulas})

    return activate


activate = _activate({name: traced(activated(name), ["z"]) for name in ACTIVATIONS})
activate_alone = _activate({name: traced(ACTIVATIONS[name].of, ["z"]) for name in ACTIVATIONS})
activate_output = _activate({name: traced(ACTIVATIONS[name].of, ["z"], PLAIN) for name in SINGLE_OUTPUTS})
