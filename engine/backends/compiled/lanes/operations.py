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
from inspect import signature
from typing import Any

from llvmlite import ir
from numba.core import types
from numba.core.typing.templates import AbstractTemplate, infer_global
from numba.extending import lower_builtin, models, register_model

from engine.backends.compiled.bundles import LINE
from engine.backends.compiled.lanes.rows import intrinsic
from engine.backends.compiled.lanes.values import Value, constant, operation, repeated_value, spread_value

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


class Instructions:
    """What puts the instructions of a function for kernels down, for arguments of these types."""

    def __init__(self, context: Any, builder: Any, types_of: Any) -> None:
        self.context, self.builder, self.types = context, builder, types_of

    def as_lanes(self, value: Any, of: Any, lanes: Lanes) -> Any:
        """A value of these lanes, or any number, as these lanes."""
        if of == lanes:
            return value
        return spread_value(self.builder, self.context.cast(self.builder, value, of, lanes.scalar), lanes.n)

    def load(self, row: Any, at: Any, lanes: Lanes) -> Any:
        """The lanes of a row from `at` on."""
        return self.builder.load(self._place(row, at, lanes), align=lanes.scalar.bitwidth // 8)

    def store(self, row: Any, at: Any, lanes: Lanes, value: Any) -> None:
        """Puts lanes into a row from `at` on."""
        self.builder.store(value, self._place(row, at, lanes), align=lanes.scalar.bitwidth // 8)

    def add(self, row: Any, at: Any, lanes: Lanes, value: Any) -> None:
        """Adds lanes to those of a row from `at` on."""
        self.store(row, at, lanes, self.builder.fadd(self.load(row, at, lanes), value))

    def _place(self, row: Any, at: Any, lanes: Lanes) -> Any:
        pointer = self.context.get_value_type(lanes).as_pointer()
        return self.builder.bitcast(self.builder.gep(row, [at]), pointer)


def instructions(result: Callable[..., Any], literal: bool = False) -> Callable[[Callable[..., Any]], Any]:
    """Makes a function for kernels of one that puts its instructions down, given `Instructions` and what the
    arguments are in LLVM. `result` has the signature for the types of the arguments; with `literal` those of
    numbers that are written out know them."""

    def made(put_down: Callable[..., Any]) -> Any:
        def define(typing: Any, *arguments: Any) -> Any:
            def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
                value = put_down(Instructions(context, builder, arguments), *args)
                return context.get_dummy_value() if value is None else value

            return result(*arguments), generate

        define.__name__ = put_down.__name__
        define.__signature__ = signature(put_down)  # type: ignore[attr-defined]
        return intrinsic(prefer_literal=literal)(define)

    return made


def _operate(operator_of_python: Any, name: str) -> None:
    """Teaches Numba an operation on two values of lanes, or one and a number."""

    @infer_global(operator_of_python)
    class Operation(AbstractTemplate):
        def generic(self, args: Any, kws: Any) -> Any:
            lanes = next((each for each in args if isinstance(each, Lanes)), None)
            if lanes is None or not all(each == lanes or isinstance(each, types.Number) for each in args):
                return None
            return lanes(*map(types.unliteral, args))

    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        put = Instructions(context, builder, sig.args)
        values = [put.as_lanes(arg, of, sig.return_type) for arg, of in zip(args, sig.args, strict=True)]
        return operation(builder, name, *values)

    for one, other in ((Lanes, Lanes), (Lanes, types.Number), (types.Number, Lanes)):
        lower_builtin(operator_of_python, one, other)(lower)


_operate(operator.add, "fadd")
_operate(operator.sub, "fsub")
_operate(operator.mul, "fmul")
_operate(operator.truediv, "fdiv")


def function_of_lanes(function: Callable[[Value], Value]) -> Any:
    """A function of a value for kernels."""

    @instructions(lambda x: x(x))
    def call(put: Any, x: Any) -> Any:
        return function(Value(put.builder, x)).ir

    return call


def _lines(row: Any, n: Any) -> Lanes:
    """The type of the lanes that fill so many cache lines with numbers of a row's precision."""
    return Lanes(row.scalar, 8 * LINE * n.literal_value // row.scalar.bitwidth)


@instructions(lambda row, n: _lines(row, n)(row, n), literal=True)
def lines_of(put: Any, row: Any, n: Any) -> Any:
    """Zero in as many lanes as fill `n` cache lines, a number written out, with numbers of the row's kind."""
    return constant(put.context.get_value_type(_lines(*put.types)), 0.0)


@instructions(lambda row, n: Lanes(row.scalar, n.literal_value)(row, n), literal=True)
def lanes_of(put: Any, row: Any, n: Any) -> Any:
    """Zero in `n` lanes, a number written out, of the kind that the row has."""
    row_type, n_type = put.types
    return constant(put.context.get_value_type(Lanes(row_type.scalar, n_type.literal_value)), 0.0)


@instructions(lambda like: types.intp(like))
def width(put: Any, like: Any) -> Any:
    """How many lanes there are: known when compiling."""
    return _WORD(put.types[0].n)


@instructions(lambda like, row, at: like(like, row, types.intp))
def load(put: Any, like: Any, row: Any, at: Any) -> Any:
    """The numbers of a row from `at` on."""
    return put.load(row, at, put.types[0])


@instructions(lambda row, at, value: types.none(row, types.intp, value))
def store(put: Any, row: Any, at: Any, value: Any) -> None:
    """Puts the numbers of a value into a row from `at` on."""
    put.store(row, at, put.types[2], value)


@instructions(lambda like, number: like(like, types.unliteral(number)))
def spread(put: Any, like: Any, number: Any) -> Any:
    """One number in every lane."""
    like_type, of = put.types
    return put.as_lanes(number, types.unliteral(of), like_type)


@instructions(lambda like, row, k: like(like, row, types.intp))
def weight(put: Any, like: Any, row: Any, k: Any) -> Any:
    """Parameter number k in every lane; of many networks, in each lane its own, as often as the lanes have
    room for all."""
    like_type, row_type, _ = put.types
    if row_type.n > 1:
        own = put.load(row, put.builder.mul(k, _WORD(row_type.n)), Lanes(row_type.scalar, row_type.n))
        return repeated_value(put.builder, own, like_type.n)
    return spread_value(put.builder, put.builder.load(put.builder.gep(row, [k])), like_type.n)


@instructions(lambda x, n: x(x, types.intp))
def first_lanes(put: Any, x: Any, n: Any) -> Any:
    """x in the first n lanes, 0 in the others; n may be more than there are lanes."""
    return first_of(put.builder, x, n)


def first_of(builder: Any, x: Any, n: Any) -> Any:
    """The same while it is compiled."""
    count = x.type.count
    places = ir.Constant(ir.VectorType(_WORD, count), [_WORD(k) for k in range(count)])
    inside = builder.icmp_signed("<", places, spread_value(builder, n, count))
    return builder.select(inside, x, constant(x.type, 0.0))


@instructions(lambda x: x.scalar(x))
def total(put: Any, x: Any) -> Any:
    """The sum over the lanes, as one number."""
    return put.builder.extract_element(_folded(put.builder, x, 1), _INDEX(0))


@instructions(lambda row, at, x: types.none(row, types.intp, x))
def add_total(put: Any, row: Any, at: Any, x: Any) -> None:
    """Adds the sum over the lanes to a number of a row; of many networks, to each its own lane."""
    _add_totals(put, row, at, [x])


@instructions(lambda row, at, a, b, c, d: types.none(row, types.intp, a, b, c, d))
def add_totals(put: Any, row: Any, at: Any, a: Any, b: Any, c: Any, d: Any) -> None:
    """The same of a, b, c, d for four neighbours in a row. Cheaper than four times `add_total`, since values
    are laid together while they are added up."""
    _add_totals(put, row, at, [a, b, c, d])


@instructions(lambda row, at, a, b, c, d: types.none(row, types.intp, a, b, c, d))
def put_totals(put: Any, row: Any, at: Any, a: Any, b: Any, c: Any, d: Any) -> None:
    """Puts the sums over the lanes of a, b, c, d, of four lanes at least, into four neighbours of a row."""
    put.store(row, at, Lanes(put.types[0].scalar, 4), _totals(put.builder, [a, b, c, d]))


@instructions(lambda *eight: Lanes(eight[0].scalar, 8)(*eight))
def totals_of_eight(put: Any, a: Any, b: Any, c: Any, d: Any, e: Any, f: Any, g: Any, h: Any) -> Any:
    """The sums over the lanes of eight values, of eight lanes at least, as eight lanes."""
    return _totals(put.builder, [a, b, c, d, e, f, g, h])


def _add_totals(put: Any, row: Any, at: Any, values: Any) -> None:
    builder, (row_type, _, lanes, *_) = put.builder, put.types
    places = [builder.add(at, _WORD(k)) for k in range(len(values))]
    if row_type.n > 1:
        for place, value in zip(places, values, strict=True):
            put.add(row, builder.mul(place, _WORD(row_type.n)), lanes, value)
        return
    if len(values) == 4 <= lanes.n:
        sums = [_totals(builder, values)]
    else:
        sums = [_folded(builder, value, 1) for value in values]
    for place, value in zip(places, sums, strict=False):
        put.add(row, place, Lanes(row_type.scalar, value.type.count), value)


def _totals(builder: Any, values: Any) -> Any:
    """The sums over the lanes of values, a power of two of them, as so many lanes.

    Two values become one with half as many parts of each sum, until there is one value. Lanes are mixed
    inside blocks of 128 bits first, which takes a processor one step, and then by whole blocks.
    """
    n, bits = len(values), values[0].type.element.intrinsic_name[1:]
    block, mixed = 128 // int(bits), 1
    while len(values) > 1:
        count = values[0].type.count
        if mixed < block:
            first = [k for k in range(count) if k % block < block // 2]
            pieces = [first[k : k + mixed] for k in range(0, len(first), mixed)]
            places = [k for piece in pieces for k in (*piece, *(each + count for each in piece))]
            odd = block // 2
        else:
            places, odd = [k for k in range(2 * count) if k // block % 2 == 0], block
        others = [k + odd for k in places]
        values = [
            builder.fadd(_pick(builder, x, y, places), _pick(builder, x, y, others))
            for x, y in zip(values[::2], values[1::2], strict=True)
        ]
        mixed *= 2
    result = values[0]
    while (count := result.type.count) > n:
        even = [k for k in range(count) if k // block % 2 == 0]
        odd_blocks = _pick(builder, result, result, [k + block for k in even])
        result = builder.fadd(_pick(builder, result, result, even), odd_blocks)
    return result


def _pick(builder: Any, a: Any, b: Any, places: Any) -> Any:
    """Some lanes of a followed by b."""
    index = [_INDEX(k) for k in places]
    return builder.shuffle_vector(a, b, ir.Constant(ir.VectorType(_INDEX, len(index)), index))


def _folded(builder: Any, x: Any, n: int) -> Any:
    """x with the upper half of its lanes added to the lower, until n are left."""
    while x.type.count > n:
        half = x.type.count // 2
        lower, upper = range(half), range(half, 2 * half)
        x = builder.fadd(_pick(builder, x, x, lower), _pick(builder, x, x, upper))
    return x
