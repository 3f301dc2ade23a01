"""The activations for lanes: a = φ(z) and the slope φ'(z), found together."""

from collections.abc import Mapping
from functools import partial
from itertools import chain
from typing import Any

from llvmlite import ir
from numba.core import cgutils, types

from engine.backends.codes import code
from engine.backends.compiled.lanes.formulas import Formula
from engine.backends.compiled.lanes.operations import load_value, store_value
from engine.backends.compiled.lanes.rows import intrinsic
from engine.backends.compiled.lanes.values import Value, chosen
from engine.backends.tracing import Traced, traced
from engine.formulas import losses
from engine.formulas.activations import ACTIVATIONS, PLAIN
from engine.formulas.functions import Functions
from engine.formulas.losses import LOSSES, SOFTMAX


def _hidden(name: str) -> Traced:
    """a and the slope from z, with the numbers of the experiment."""
    phi = ACTIVATIONS[name]

    def formula(f: Functions, z: Any, n: Any) -> tuple[Any, Any]:
        a = phi.of(f, z, n)
        return a, phi.slope(f, z, a, n)

    return traced(formula, ["z"])


OUTPUTS = {
    name: (loss.output,) if loss.output else tuple(sorted(set(losses.OUTPUTS.values())))
    for name, loss in LOSSES.items()
}
"""The activations that the outputs may have with each loss."""
SINGLE_OUTPUTS = sorted({*chain(*OUTPUTS.values())} - {SOFTMAX})


def _activate(formulas: Mapping[str, Traced]) -> Any:
    """A function for kernels that puts φ(z) in the place of z in `a`, from `at` to `end`, and the slope, if
    the formulas have it, into `slopes`.

    `phi` is looked up once for all neurons and points, so that the loops over them do not ask.
    """

    @intrinsic
    def activate(
        typing: Any, like: Any, phi: Any, numbers: Any, a: Any, slopes: Any, at: Any, end: Any
    ) -> Any:
        def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
            _, phi_value, numbers_value, *rows, start, stop = args
            vector = context.get_value_type(like)

            def loop(name: str) -> tuple[Value, ...]:
                formula = Formula(builder, formulas[name], vector, numbers_value)
                step = ir.Constant(start.type, like.n)
                with cgutils.for_range_slice(builder, start, stop, step, start.type) as (index, _):
                    z = Value(builder, load_value(context, builder, rows[0], index, like))
                    for row, result in zip(rows, formula(z=z), strict=False):
                        store_value(context, builder, row, index, like, result.ir)
                return ()

            cases = {code("activation", name): partial(loop, name) for name in formulas}
            chosen(builder, phi_value, cases)
            return context.get_dummy_value()

        i = types.intp
        return types.none(like, i, numbers, a, slopes, i, i), generate

    return activate


activate = _activate({name: _hidden(name) for name in ACTIVATIONS})
activate_output = _activate({name: traced(ACTIVATIONS[name].of, ["z"], PLAIN) for name in SINGLE_OUTPUTS})
