"""Lanes: some numbers side by side on which the processor computes at once, as one value of a kernel.

A kernel that trains on points one after the other leaves most of the processor idle: its registers hold 4, 8
or 16 numbers, and one instruction adds or multiplies all of them. Compilers find such chances only in loops
of a simple kind. Here a kernel does it itself: `load` takes neighbouring numbers of a row as one value of the
type `Lanes`, `+ - * /` work on all of them, `store` puts them back. So the formulas look as for one point,
and each value in them is that of a tile of points.

How many lanes there are is in the type of `like`, any value of lanes, that a kernel gets; Numba compiles it
for each width and precision it is called with. Widths are powers of two and need not be those of the machine:
LLVM makes several registers of a wide value, and plain numbers of a single lane.

Numba knows lanes from here on; formulas without loops are written on them as on plain numbers, or in Python
(see values.py).
"""

import operator
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba.core import types
from numba.core.typing.templates import AbstractTemplate, infer_global
from numba.extending import lower_builtin, models, register_model

from engine.backends.compiled.lanes.rows import intrinsic
from engine.backends.compiled.lanes.values import FUSED, Value, constant, spread_value

_INDEX = ir.IntType(32)
_WORD = ir.IntType(64)


class Lanes(types.Type):
    """The type of `n` numbers side by side; `scalar` is the type of each."""

    def __init__(self, scalar: Any, n: int) -> None:
        self.scalar, self.n = scalar, n
        super().__init__(name=f"Lanes({scalar}, {n})")


@register_model(Lanes)
class _LanesModel(models.PrimitiveModel):
    def __init__(self, manager: Any, lanes: Lanes) -> None:
        scalar = manager.lookup(lanes.scalar).get_value_type()
        super().__init__(manager, lanes, ir.VectorType(scalar, lanes.n))


def as_lanes(context: Any, builder: Any, value: Any, of: Any, lanes: Lanes) -> Any:
    """A value of these lanes, or any number, as these lanes."""
    if of == lanes:
        return value
    return spread_value(builder, context.cast(builder, value, of, lanes.scalar), lanes.n)


def place(context: Any, builder: Any, row: Any, at: Any, lanes: Lanes) -> Any:
    """Where the lanes from `at` on of a row stand."""
    return builder.bitcast(builder.gep(row, [at]), context.get_value_type(lanes).as_pointer())


def load_value(context: Any, builder: Any, row: Any, at: Any, lanes: Lanes) -> Any:
    """The lanes from `at` on."""
    return builder.load(place(context, builder, row, at, lanes), align=lanes.scalar.bitwidth // 8)


def store_value(context: Any, builder: Any, row: Any, at: Any, lanes: Lanes, value: Any) -> None:
    """Puts lanes into a row from `at` on."""
    builder.store(value, place(context, builder, row, at, lanes), align=lanes.scalar.bitwidth // 8)


def _operate(operation: Any, name: str) -> None:
    """Teaches Numba an operation on two values of lanes, or one and a number."""

    @infer_global(operation)
    class Operation(AbstractTemplate):
        def generic(self, args: Any, kws: Any) -> Any:
            lanes = next((each for each in args if isinstance(each, Lanes)), None)
            if lanes is None or not all(each == lanes or isinstance(each, types.Number) for each in args):
                return None
            return lanes(*map(types.unliteral, args))

    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        values = [
            as_lanes(context, builder, arg, of, sig.return_type)
            for arg, of in zip(args, sig.args, strict=True)
        ]
        return getattr(builder, name)(*values, flags=FUSED)

    for one, other in ((Lanes, Lanes), (Lanes, types.Number), (types.Number, Lanes)):
        lower_builtin(operation, one, other)(lower)


_operate(operator.add, "fadd")
_operate(operator.sub, "fsub")
_operate(operator.mul, "fmul")
_operate(operator.truediv, "fdiv")


def function_of_lanes(function: Callable[[Value], Value]) -> Any:
    """A function of one value for kernels."""

    @intrinsic
    def call(typing: Any, x: Any) -> Any:
        return x(x), lambda context, builder, sig, args: function(Value(builder, args[0])).ir

    return call


@intrinsic(prefer_literal=True)
def lanes_of(typing: Any, row: Any, n: Any) -> Any:
    """Zero in `n` lanes, a number written out, of the kind that the row has."""
    lanes = Lanes(row.scalar, n.literal_value)

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return constant(context.get_value_type(lanes), 0.0)

    return lanes(row, n), generate


@intrinsic
def width(typing: Any, like: Any) -> Any:
    """How many lanes there are: known when compiling."""
    return types.intp(like), lambda context, builder, sig, args: _WORD(like.n)


@intrinsic
def load(typing: Any, like: Any, row: Any, at: Any) -> Any:
    """The numbers of a row from `at` on."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return load_value(context, builder, args[1], args[2], like)

    return like(like, row, types.intp), generate


@intrinsic
def store(typing: Any, row: Any, at: Any, value: Any) -> Any:
    """Puts the numbers of a value into a row from `at` on."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        store_value(context, builder, args[0], args[1], value, args[2])
        return context.get_dummy_value()

    return types.none(row, types.intp, value), generate


@intrinsic
def spread(typing: Any, like: Any, number: Any) -> Any:
    """One number in every lane."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return as_lanes(context, builder, args[1], sig.args[1], like)

    return like(like, types.unliteral(number)), generate


@intrinsic
def weight(typing: Any, like: Any, row: Any, k: Any) -> Any:
    """Parameter number k in every lane; of many networks, in each lane its own."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        if row.n > 1:
            return load_value(context, builder, args[1], builder.mul(args[2], _WORD(row.n)), like)
        return spread_value(builder, builder.load(builder.gep(args[1], [args[2]])), like.n)

    return like(like, row, types.intp), generate


@intrinsic
def first_lanes(typing: Any, x: Any, n: Any) -> Any:
    """x in the first n lanes, 0 in the others; n may be more than there are lanes."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        numbers = ir.VectorType(_WORD, x.n)
        places = ir.Constant(numbers, [_WORD(k) for k in range(x.n)])
        inside = builder.icmp_signed("<", places, spread_value(builder, args[1], x.n))
        return builder.select(inside, args[0], constant(args[0].type, 0.0))

    return x(x, types.intp), generate


def _pick(builder: Any, a: Any, b: Any, places: Any) -> Any:
    """Some lanes of a followed by b."""
    index = [_INDEX(k) for k in places]
    return builder.shuffle_vector(a, b, ir.Constant(ir.VectorType(_INDEX, len(index)), index))


def _folded(builder: Any, x: Any) -> Any:
    """The sums of the lower and the upper half of the lanes: half as many lanes."""
    n = x.type.count // 2
    return builder.fadd(_pick(builder, x, x, range(n)), _pick(builder, x, x, range(n, 2 * n)))


def _total(builder: Any, x: Any) -> Any:
    """The sum over the lanes, as one lane."""
    while x.type.count > 1:
        x = _folded(builder, x)
    return x


@intrinsic
def total(typing: Any, x: Any) -> Any:
    """The sum over the lanes, as one number."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.extract_element(_total(builder, args[0]), _INDEX(0))

    return x.scalar(x), generate


def _add(context: Any, builder: Any, row: Any, at: Any, lanes: Lanes, value: Any) -> None:
    """Adds lanes to those of a row from `at` on."""
    before = load_value(context, builder, row, at, lanes)
    store_value(context, builder, row, at, lanes, builder.fadd(before, value))


@intrinsic
def add_total(typing: Any, row: Any, at: Any, x: Any) -> Any:
    """Adds the sum over the lanes to a number of a row; of many networks, to each its own lane."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        if row.n > 1:
            _add(context, builder, args[0], builder.mul(args[1], _WORD(row.n)), x, args[2])
        else:
            _add(context, builder, args[0], args[1], Lanes(row.scalar, 1), _total(builder, args[2]))
        return context.get_dummy_value()

    return types.none(row, types.intp, x), generate


@intrinsic
def add_totals(typing: Any, row: Any, at: Any, a: Any, b: Any, c: Any, d: Any) -> Any:
    """Adds the sums over the lanes of a, b, c, d to four neighbours in a row. Cheaper than four times
    `total`, since values are laid together while they are added up."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        values = args[2:]
        if row.n > 1:
            for k, value in enumerate(values):
                to = builder.mul(builder.add(args[1], _WORD(k)), _WORD(row.n))
                _add(context, builder, args[0], to, a, value)
            return context.get_dummy_value()
        if a.n < 4:
            lanes, sums = Lanes(row.scalar, 1), [_total(builder, value) for value in values]
        else:
            while values[0].type.count > 4:
                values = [_folded(builder, value) for value in values]
            while len(values) > 1:
                evens = [
                    _pick(builder, x, y, range(0, 8, 2))
                    for x, y in zip(values[::2], values[1::2], strict=True)
                ]
                odds = [
                    _pick(builder, x, y, range(1, 8, 2))
                    for x, y in zip(values[::2], values[1::2], strict=True)
                ]
                values = [builder.fadd(x, y) for x, y in zip(evens, odds, strict=True)]
            lanes, sums = Lanes(row.scalar, 4), values
        for k, value in enumerate(sums):
            _add(context, builder, args[0], builder.add(args[1], _WORD(k)), lanes, value)
        return context.get_dummy_value()

    return types.none(row, types.intp, a, b, c, d), generate
