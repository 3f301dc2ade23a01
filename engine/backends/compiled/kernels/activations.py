"""The activations of activations.py for lanes: a = φ(z) and the slope φ'(z), found together."""

import math
from typing import Any

from llvmlite import ir
from numba.core import cgutils, types

from engine.backends.compiled.kernels.lanes import as_lanes, load_value, store_value
from engine.backends.compiled.kernels.maths import expm1_of_negative, sigmoid, softplus, tanh
from engine.backends.compiled.kernels.rows import intrinsic
from engine.backends.compiled.kernels.values import Value
from engine.backends.flat import code
from engine.formulas.activations import LEAK

_ROOT, _CUBIC = math.sqrt(2 / math.pi), 0.044715


def _tanh(z: Value, k: Value) -> tuple[Value, Value]:
    a = tanh(z)
    return a, 1.0 - a * a


def _sigmoid(z: Value, k: Value) -> tuple[Value, Value]:
    a = sigmoid(k * z)
    return a, k * a * (1.0 - a)


def _elu(z: Value, k: Value) -> tuple[Value, Value]:
    e = expm1_of_negative(z.where_more(0.0, 0.0, z))
    return z.where_more(0.0, z, e), z.where_more(0.0, 1.0, e + 1.0)


def _gelu(z: Value, k: Value) -> tuple[Value, Value]:
    t = tanh(_ROOT * (z + _CUBIC * z * z * z))
    bend = _ROOT * (1.0 + 3 * _CUBIC * z * z)
    return 0.5 * z * (1.0 + t), 0.5 * (1.0 + t) + 0.5 * z * (1.0 - t * t) * bend


def _silu(z: Value, k: Value) -> tuple[Value, Value]:
    s = sigmoid(z)
    return z * s, s + z * s * (1.0 - s)


def _step(z: Value, k: Value) -> tuple[Value, Value]:
    s = sigmoid(z)
    return z.where_more(0.0, 1.0, 0.0), s * (1.0 - s)


FORMULAS = {
    "relu": lambda z, k: (z.where_less(0.0, 0.0, z), z.where_more(0.0, 1.0, 0.0)),
    "tanh": _tanh,
    "sigmoid": _sigmoid,
    "linear": lambda z, k: (z, z.of(1.0)),
    "leaky-relu": lambda z, k: (z.where_more(0.0, z, LEAK * z), z.where_more(0.0, 1.0, LEAK)),
    "elu": _elu,
    "gelu": _gelu,
    "silu": _silu,
    "softplus": lambda z, k: (softplus(z), sigmoid(z)),
    "sine": lambda z, k: (z.by_llvm("sin"), z.by_llvm("cos")),
    "saturated": lambda z, k: (z.within(-1.0, 1.0), z.by_llvm("fabs").where_less(1.0, 1.0, 0.0)),
    "step": _step,
}
"""a and the slope for each name, from z and k, the steepness."""


@intrinsic
def activate(typing: Any, like: Any, phi: Any, steepness: Any, a: Any, slopes: Any, at: Any, end: Any) -> Any:
    """Puts φ(z) in the place of z in `a`, from `at` to `end`, and φ'(z) into `slopes`.

    `phi` is looked up once for all neurons and points, so that the loops over them do not ask.
    """

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        _, phi_value, steepness_value, a_row, slope_row, start, stop = args
        k = Value(builder, as_lanes(context, builder, steepness_value, sig.args[2], like))
        done = builder.append_basic_block("activated")
        switch = builder.switch(phi_value, done)
        for name, formulas in FORMULAS.items():
            block = builder.append_basic_block(name)
            switch.add_case(ir.Constant(phi_value.type, code("activation", name)), block)
            builder.position_at_end(block)
            step = ir.Constant(start.type, like.n)
            with cgutils.for_range_slice(builder, start, stop, step, start.type) as (index, _):
                z = Value(builder, load_value(context, builder, a_row, index, like))
                a, slope = formulas(z, k)
                store_value(context, builder, a_row, index, like, a.ir)
                store_value(context, builder, slope_row, index, like, slope.ir)
            builder.branch(done)
        builder.position_at_end(done)
        return context.get_dummy_value()

    i = types.intp
    return types.none(like, i, types.float64, a, slopes, i, i), generate
