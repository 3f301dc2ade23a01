"""Lanes: some numbers side by side on which the processor computes at once, as one value of a kernel.

A kernel that trains on points one after the other leaves most of the processor idle: its registers hold 4, 8
or 16 numbers, and one instruction adds or multiplies all of them. Compilers find such chances only in loops of
a simple kind. Here a kernel says it itself: `load` takes neighbouring numbers of a row as one value of the
type `Lanes`, `+ - * /` work on all of them, `store` puts them back. So the formulas look as for one point, and
each value in them is that of a tile of points.

A kernel is told by `like`, any value of a type of lanes, how many lanes its values have; Numba compiles it for
each width and precision it is called with. Widths are powers of two and need not be those of the machine: LLVM
makes several registers of a wide value, and plain numbers of a single lane.

Formulas without loops are written in plain Python on a `Value`, which puts down one instruction for each of
its operations while Numba compiles (see compiled_maths.py); `formula` makes a function for kernels of them.
"""

import operator
from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.core.typing.templates import AbstractTemplate, infer_global
from numba.extending import (
    NativeValue,
    intrinsic,
    lower_builtin,
    models,
    register_model,
    typeof_impl,
    unbox,
)
from numba.np.numpy_support import from_dtype
from numpy.typing import NDArray

ENTERED = {"nogil": True, "error_model": "numpy", "boundscheck": False}
CALLED = {**ENTERED, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
INLINED = {**CALLED, "forceinline": True}
"""How Numba is to compile a kernel that Python enters: without the interpreter's lock, so that other threads
go on; dividing by 0 gives infinity. What only kernels call; what costs no call, and is worth it."""

FUSED = ("contract",)  # a · b + c may be rounded once, as an instruction of its own does; nothing looser

_INDEX = ir.IntType(32)
_WORD = ir.IntType(64)


class Row:
    """An array of one dimension for a kernel, which gets no more of it than where it begins: cheap to hand on,
    and nobody checks that an index lies in it. `values` is the array."""

    def __init__(self, values: NDArray[Any]) -> None:
        self.values = np.ascontiguousarray(values)
        self.address = self.values.ctypes.data


class RowType(types.Type):
    """The type of a `Row` in a kernel: row[k] is a number of type `scalar`."""

    def __init__(self, scalar: Any) -> None:
        self.scalar = scalar
        super().__init__(name=f"Row({scalar})")


class Lanes(types.Type):
    """The type of `n` numbers side by side; `scalar` is the type of each."""

    def __init__(self, scalar: Any, n: int) -> None:
        self.scalar, self.n = scalar, n
        super().__init__(name=f"Lanes({scalar}, {n})")


@register_model(RowType)
class _RowModel(models.PrimitiveModel):
    def __init__(self, manager: Any, row: RowType) -> None:
        super().__init__(manager, row, manager.lookup(row.scalar).get_data_type().as_pointer())


@register_model(Lanes)
class _LanesModel(models.PrimitiveModel):
    def __init__(self, manager: Any, lanes: Lanes) -> None:
        scalar = manager.lookup(lanes.scalar).get_value_type()
        super().__init__(manager, lanes, ir.VectorType(scalar, lanes.n))


@typeof_impl.register(Row)
def _type_of_row(row: Row, context: Any) -> RowType:
    return RowType(from_dtype(row.values.dtype))


@unbox(RowType)
def _unbox_row(row: RowType, thing: Any, c: Any) -> NativeValue:
    address = c.pyapi.object_getattr_string(thing, "address")
    place = c.builder.inttoptr(c.pyapi.long_as_longlong(address), c.context.get_value_type(row))
    c.pyapi.decref(address)
    return NativeValue(place, is_error=cgutils.is_not_null(c.builder, c.pyapi.err_occurred()))


@infer_global(operator.getitem)
class _RowItem(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        row, index = args
        return row.scalar(row, types.intp) if isinstance(row, RowType) else None


@infer_global(operator.setitem)
class _RowSetItem(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        row, index, value = args
        return types.none(row, types.intp, row.scalar) if isinstance(row, RowType) else None


@lower_builtin(operator.getitem, RowType, types.Integer)
def _row_item(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return builder.load(builder.gep(args[0], [args[1]]))


@lower_builtin(operator.setitem, RowType, types.Integer, types.Any)
def _row_set_item(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    builder.store(args[2], builder.gep(args[0], [args[1]]))


class Value:
    """Lanes while a formula is compiled: each operation puts an instruction down. The other side may be lanes
    or a number of Python."""

    __slots__ = ("builder", "ir")

    def __init__(self, builder: Any, ir_value: Any) -> None:
        self.builder, self.ir = builder, ir_value

    @property
    def is_double(self) -> bool:
        """Whether the numbers are of double precision."""
        return isinstance(self.ir.type.element, ir.DoubleType)

    def of(self, other: Any) -> "Value":
        """The other side as lanes like these."""
        if isinstance(other, Value):
            return other
        if isinstance(other, ir.Value):
            return Value(self.builder, spread_value(self.builder, other, self.ir.type.count))
        return Value(self.builder, constant(self.ir.type, other))

    def _by(self, name: str, one: Any, other: Any) -> "Value":
        instruction = getattr(self.builder, name)
        return Value(self.builder, instruction(self.of(one).ir, self.of(other).ir, flags=FUSED))

    def __add__(self, other: Any) -> "Value":
        return self._by("fadd", self, other)

    def __radd__(self, other: Any) -> "Value":
        return self._by("fadd", other, self)

    def __sub__(self, other: Any) -> "Value":
        return self._by("fsub", self, other)

    def __rsub__(self, other: Any) -> "Value":
        return self._by("fsub", other, self)

    def __mul__(self, other: Any) -> "Value":
        return self._by("fmul", self, other)

    def __rmul__(self, other: Any) -> "Value":
        return self._by("fmul", other, self)

    def __truediv__(self, other: Any) -> "Value":
        return self._by("fdiv", self, other)

    def __rtruediv__(self, other: Any) -> "Value":
        return self._by("fdiv", other, self)

    def __neg__(self) -> "Value":
        return Value(self.builder, self.builder.fneg(self.ir))

    def where_less(self, bound: Any, a: Any, b: Any) -> "Value":
        """In each lane a where this is < bound, else b; also where one of the two is no number."""
        return self._where("<", bound, a, b)

    def where_at_most(self, bound: Any, a: Any, b: Any) -> "Value":
        """The same for ≤."""
        return self._where("<=", bound, a, b)

    def where_more(self, bound: Any, a: Any, b: Any) -> "Value":
        """The same for >."""
        return self._where(">", bound, a, b)

    def _where(self, relation: str, bound: Any, a: Any, b: Any) -> "Value":
        holds = self.builder.fcmp_ordered(relation, self.ir, self.of(bound).ir)
        return Value(self.builder, self.builder.select(holds, self.of(a).ir, self.of(b).ir))

    def within(self, low: float, high: float) -> "Value":
        """The nearest number from low to high; no number stays none."""
        upper = self.where_more(high, high, self)
        return upper.where_less(low, low, upper)

    def by_llvm(self, name: str) -> "Value":
        """A function of LLVM: "sqrt", "fabs", "log", "sin", "cos"."""
        vector = self.ir.type
        full_name = f"llvm.{name}.v{vector.count}{vector.element.intrinsic_name}"
        function = cgutils.get_or_insert_function(
            self.builder.module, ir.FunctionType(vector, [vector]), full_name
        )
        return Value(self.builder, self.builder.call(function, [self.ir]))

    def power_of_two(self) -> "Value":
        """2ⁿ where this is n + ROUNDER: n stands in the lowest bits, and 2ⁿ is the number with n in the place
        of the exponent. See compiled_maths.py."""
        bits, mantissa, bias = (64, 52, 1023) if self.is_double else (32, 23, 127)
        whole = ir.VectorType(ir.IntType(bits), self.ir.type.count)
        n = self.builder.add(self.builder.bitcast(self.ir, whole), constant(whole, bias))
        return Value(
            self.builder, self.builder.bitcast(self.builder.shl(n, constant(whole, mantissa)), self.ir.type)
        )


def constant(vector: Any, value: Any) -> Any:
    """The same number in every lane."""
    return ir.Constant(vector, [ir.Constant(vector.element, value)] * vector.count)


def spread_value(builder: Any, scalar: Any, n: int) -> Any:
    """A number put into every lane."""
    vector = ir.VectorType(scalar.type, n)
    first = builder.insert_element(ir.Constant(vector, ir.Undefined), scalar, _INDEX(0))
    return builder.shuffle_vector(first, first, ir.Constant(ir.VectorType(_INDEX, n), [_INDEX(0)] * n))


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


def chosen(builder: Any, number: Any, cases: dict[int, Callable[[], tuple[Value, ...]]]) -> tuple[Value, ...]:
    """The values of the formula with this number, found by a branch; with another number those of the last."""
    done = builder.append_basic_block("chosen")
    blocks = {case: builder.append_basic_block(f"case{case}") for case in cases}
    *_, last = blocks.values()
    switch = builder.switch(number, last)
    arrivals = []
    for case, block in blocks.items():
        switch.add_case(ir.Constant(number.type, case), block)
        builder.position_at_end(block)
        arrivals.append((cases[case](), builder.block))
        builder.branch(done)
    builder.position_at_end(done)
    result = []
    for each in zip(*(values for values, _ in arrivals), strict=True):
        phi = builder.phi(each[0].ir.type)
        for value, (_, block) in zip(each, arrivals, strict=True):
            phi.add_incoming(value.ir, block)
        result.append(Value(builder, phi))
    return tuple(result)


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


@intrinsic
def add_totals(typing: Any, row: Any, at: Any, a: Any, b: Any, c: Any, d: Any) -> Any:
    """Adds the sums over the lanes of a, b, c, d to four neighbours in a row. Cheaper than four times `total`,
    since values are laid together while they are added up."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        values = args[2:]
        if a.n < 4:
            lanes, sums = Lanes(row.scalar, 1), [_total(builder, value) for value in values]
        else:
            while values[0].type.count > 4:
                values = [_folded(builder, value) for value in values]
            while len(values) > 1:
                evens = [_pick(builder, x, y, range(0, 8, 2)) for x, y in zip(values[::2], values[1::2])]
                odds = [_pick(builder, x, y, range(1, 8, 2)) for x, y in zip(values[::2], values[1::2])]
                values = [builder.fadd(x, y) for x, y in zip(evens, odds, strict=True)]
            lanes, sums = Lanes(row.scalar, 4), values
        for k, value in enumerate(sums):
            to = builder.add(args[1], _WORD(k))
            before = load_value(context, builder, args[0], to, lanes)
            store_value(context, builder, args[0], to, lanes, builder.fadd(before, value))
        return context.get_dummy_value()

    return types.none(row, types.intp, a, b, c, d), generate
