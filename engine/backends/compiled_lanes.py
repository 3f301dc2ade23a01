"""Lanes: some numbers side by side on which the processor computes at once, as one value of a kernel.

A kernel that trains on points one after the other leaves most of the processor idle: its registers hold 4, 8
or 16 numbers, and one instruction adds or multiplies all of them. Compilers find such chances only in loops of
a simple kind. Here a kernel says it itself: `load` takes neighbouring numbers of an array as one value of the
type `Lanes`, `+ - * /` and the functions below work on all of them, `store` puts them back. So the formulas
look as for one point, and each value in them is that of a tile of points (or of networks).

A kernel is told by `like`, any value of a type of lanes, how many lanes its values have; Numba compiles it for
each width and precision it is called with. Widths are powers of two and need not be those of the machine: LLVM
makes several registers of a wide value, and plain numbers of a single lane.

Numba compiles each function here to instructions of LLVM when a kernel is compiled; none runs in Python.
"""

import operator
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba.core import types
from numba.core.typing.templates import AbstractTemplate, infer_global
from numba.extending import intrinsic, lower_builtin, models, register_model

COMPILED = {"nogil": True, "error_model": "numpy", "boundscheck": False}
INLINED = {**COMPILED, "forceinline": True}
"""How Numba is to compile what a kernel consists of: without the interpreter's lock, so that other threads go
on; dividing by 0 gives infinity. What is inlined costs no call."""

FUSED = ("contract",)  # a · b + c may be rounded once, as an instruction of its own does; nothing looser


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


def _constant(vector: Any, value: Any) -> Any:
    """The same number in every lane."""
    return ir.Constant(vector, [ir.Constant(vector.element, value)] * vector.count)


def _spread(builder: Any, scalar: Any, n: int) -> Any:
    """A number of the right type, put into every lane."""
    vector, index = ir.VectorType(scalar.type, n), ir.IntType(32)
    first = builder.insert_element(ir.Constant(vector, ir.Undefined), scalar, index(0))
    return builder.shuffle_vector(first, first, ir.Constant(ir.VectorType(index, n), [index(0)] * n))


def _as_lanes(context: Any, builder: Any, value: Any, of: Any, lanes: Lanes) -> Any:
    """A value of these lanes, or any number, as these lanes."""
    if of == lanes:
        return value
    return _spread(builder, context.cast(builder, value, of, lanes.scalar), lanes.n)


def _operate(operation: Any, name: str) -> None:
    """Teaches Numba an operation on two values of lanes, or one and a number."""

    @infer_global(operation)
    class Operation(AbstractTemplate):
        def generic(self, args: Any, kws: Any) -> Any:
            lanes = next((each for each in args if isinstance(each, Lanes)), None)
            if lanes is None or not all(each == lanes or isinstance(each, types.Number) for each in args):
                return None
            return lanes(*(each if each == lanes else types.unliteral(each) for each in args))

    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        values = [
            _as_lanes(context, builder, arg, of, sig.return_type)
            for arg, of in zip(args, sig.args, strict=True)
        ]
        return getattr(builder, name)(*values, flags=FUSED)

    if operation is operator.neg:
        lower_builtin(operation, Lanes)(lower)
        return
    for one, other in ((Lanes, Lanes), (Lanes, types.Number), (types.Number, Lanes)):
        lower_builtin(operation, one, other)(lower)


_operate(operator.add, "fadd")
_operate(operator.sub, "fsub")
_operate(operator.mul, "fmul")
_operate(operator.truediv, "fdiv")
_operate(operator.neg, "fneg")


def _pointer(context: Any, builder: Any, array: Any, of: Any, at: Any, vector: Any) -> Any:
    """Where element `at` of a one-dimensional array stands, as a place of `vector`s."""
    data = context.make_array(of)(context, builder, array).data
    return builder.bitcast(builder.gep(data, [at]), vector.as_pointer())


@intrinsic(prefer_literal=True)
def lanes_of(typing: Any, array: Any, n: Any) -> Any:
    """Zero in `n` lanes, a number written out, of the kind that the array has."""
    lanes = Lanes(array.dtype, n.literal_value)

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return _constant(context.get_value_type(lanes), 0.0)

    return lanes(array, n), generate


@intrinsic
def width(typing: Any, like: Any) -> Any:
    """How many lanes there are: known when compiling."""
    return types.intp(like), lambda context, builder, sig, args: ir.Constant(ir.IntType(64), like.n)


@intrinsic
def is_double(typing: Any, like: Any) -> Any:
    """Whether the numbers are of double precision: known when compiling."""
    double = like.scalar == types.float64
    return types.boolean(like), lambda context, builder, sig, args: ir.Constant(ir.IntType(1), double)


@intrinsic
def load(typing: Any, like: Any, array: Any, at: Any) -> Any:
    """The numbers of an array from `at` on. Nothing checks that they are in it."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        vector = context.get_value_type(like)
        place = _pointer(context, builder, args[1], array, args[2], vector)
        return builder.load(place, align=array.dtype.bitwidth // 8)

    return like(like, array, types.intp), generate


@intrinsic
def store(typing: Any, array: Any, at: Any, value: Any) -> Any:
    """Puts the numbers of a value into an array from `at` on."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        place = _pointer(context, builder, args[0], array, args[1], context.get_value_type(value))
        builder.store(args[2], place, align=array.dtype.bitwidth // 8)
        return context.get_dummy_value()

    return types.none(array, types.intp, value), generate


@intrinsic
def spread_from(typing: Any, like: Any, array: Any, at: Any) -> Any:
    """One number of an array in every lane."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        number = ir.VectorType(context.get_value_type(array.dtype), 1)
        place = _pointer(context, builder, args[1], array, args[2], number)
        scalar = builder.extract_element(
            builder.load(place, align=array.dtype.bitwidth // 8), ir.IntType(32)(0)
        )
        return _spread(builder, scalar, like.n)

    return like(like, array, types.intp), generate


@intrinsic
def spread(typing: Any, like: Any, number: Any) -> Any:
    """One number in every lane."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return _as_lanes(context, builder, args[1], sig.args[1], like)

    return like(like, types.unliteral(number)), generate


def _choosing(predicate: str) -> Callable[..., Any]:
    """What `where_positive` and `where_less` have in common."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        lanes = sig.return_type
        x, y, a, b = (
            _as_lanes(context, builder, arg, of, lanes) for arg, of in zip(args, sig.args, strict=True)
        )
        return builder.select(builder.fcmp_ordered(predicate, x, y), a, b)

    return generate


@intrinsic
def where_less(typing: Any, x: Any, y: Any, a: Any, b: Any) -> Any:
    """In each lane a where x < y, else b; also where x or y is no number."""
    lanes = next(each for each in (x, y, a, b) if isinstance(each, Lanes))
    return lanes(*map(types.unliteral, (x, y, a, b))), _choosing("<")


@intrinsic
def where_at_most(typing: Any, x: Any, y: Any, a: Any, b: Any) -> Any:
    """In each lane a where x ≤ y, else b; also where x or y is no number."""
    lanes = next(each for each in (x, y, a, b) if isinstance(each, Lanes))
    return lanes(*map(types.unliteral, (x, y, a, b))), _choosing("<=")


def by_llvm(name: str) -> Any:
    """A function of one value that LLVM has for lanes."""

    @intrinsic
    def function(typing: Any, x: Any) -> Any:
        def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
            return builder.call(builder.module.declare_intrinsic(f"llvm.{name}", [args[0].type]), args)

        return x(x), generate

    return function


root = by_llvm("sqrt")
absolute = by_llvm("fabs")


@intrinsic
def power_of_two(typing: Any, shifted: Any) -> Any:
    """2ⁿ for whole n, given as n + ROUNDER of its precision: n stands in the lowest bits, 2ⁿ is the number
    with n in the place of the exponent. See compiled_maths.py."""
    bits, mantissa, bias = (64, 52, 1023) if shifted.scalar == types.float64 else (32, 23, 127)

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        whole = ir.VectorType(ir.IntType(bits), shifted.n)
        n = builder.add(builder.bitcast(args[0], whole), _constant(whole, bias))
        return builder.bitcast(builder.shl(n, _constant(whole, mantissa)), args[0].type)

    return shifted(shifted), generate


@intrinsic
def first_lanes(typing: Any, x: Any, n: Any) -> Any:
    """x in the first n lanes, 0 in the others; n may be more than there are lanes."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        numbers = ir.VectorType(ir.IntType(64), x.n)
        places = ir.Constant(numbers, [ir.Constant(ir.IntType(64), k) for k in range(x.n)])
        inside = builder.icmp_signed("<", places, _spread(builder, args[1], x.n))
        return builder.select(inside, args[0], _constant(args[0].type, 0.0))

    return x(x, types.intp), generate


def _half(builder: Any, a: Any, b: Any, upper: int) -> Any:
    """Every second lane of a followed by every second of b, from the first or the second on."""
    n = a.type.count
    places = [ir.IntType(32)(k) for k in range(upper, 2 * n, 2)]
    return builder.shuffle_vector(a, b, ir.Constant(ir.VectorType(ir.IntType(32), n), places))


def _folded(builder: Any, x: Any) -> Any:
    """The sums of the lower and the upper half of the lanes: half as many lanes."""
    n, index = x.type.count // 2, ir.IntType(32)
    low, high = (
        builder.shuffle_vector(
            x, x, ir.Constant(ir.VectorType(index, n), [index(k) for k in range(at, at + n)])
        )
        for at in (0, n)
    )
    return builder.fadd(low, high)


@intrinsic
def total(typing: Any, x: Any) -> Any:
    """The sum over the lanes, as one number."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        value = args[0]
        while value.type.count > 1:
            value = _folded(builder, value)
        return builder.extract_element(value, ir.IntType(32)(0))

    return x.scalar(x), generate


@intrinsic
def add_totals(typing: Any, array: Any, at: Any, a: Any, b: Any, c: Any, d: Any) -> Any:
    """Adds the sums over the lanes of a, b, c, d to four neighbours in an array. Cheaper than four times
    `total`, since pairs of values are added up while they are laid together."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        values = list(args[2:])
        while values[0].type.count > 4:
            values = [_folded(builder, value) for value in values]
        n = values[0].type.count
        if n == 4:
            values = [builder.fadd(_half(builder, x, y, 0), _half(builder, x, y, 1))
                      for x, y in (values[:2], values[2:])]  # fmt: skip
            x, y = values
            sums = builder.fadd(_half(builder, x, y, 0), _half(builder, x, y, 1))
            place = _pointer(context, builder, args[0], array, args[1], sums.type)
            before = builder.load(place, align=array.dtype.bitwidth // 8)
            builder.store(builder.fadd(before, sums), place, align=array.dtype.bitwidth // 8)
            return context.get_dummy_value()
        for k, value in enumerate(values):
            while value.type.count > 1:
                value = _folded(builder, value)
            one = builder.add(args[1], ir.Constant(args[1].type, k))
            place = _pointer(context, builder, args[0], array, one, value.type)
            before = builder.load(place, align=array.dtype.bitwidth // 8)
            builder.store(builder.fadd(before, value), place, align=array.dtype.bitwidth // 8)
        return context.get_dummy_value()

    return types.none(array, types.intp, a, b, c, d), generate
