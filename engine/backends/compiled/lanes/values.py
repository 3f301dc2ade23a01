"""Formulas on lanes: written in plain Python, put down as instructions while a kernel is compiled.

Python runs such a formula once, on a `Value`; each of its operations adds an instruction to the kernel. So a
table of formulas is a table of Python functions, and costs nothing when the kernel runs.
"""

import platform
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

from llvmlite import binding, ir
from numba.core import cgutils

_INDEX = ir.IntType(32)


def operation(builder: Any, name: str, one: Any, other: Any) -> Any:
    """Puts "fadd", "fsub", "fmul" or "fdiv" of two vectors down. A product that is added or subtracted at
    once is rounded with the sum, by the instruction that processors have for that.

    LLVM could choose where ("contract"), but would choose otherwise where it knows more, such as how often a
    loop turns. So that a kernel made for one shape comes to the same bits as the one for all, it is settled
    here.
    """
    if name in ("fadd", "fsub") and _is_fused():
        if _is_product(other):
            x, y = other.operands
            return _multiply_add(builder, builder.fneg(x) if name == "fsub" else x, y, one)
        if _is_product(one):
            x, y = one.operands
            return _multiply_add(builder, x, y, builder.fneg(other) if name == "fsub" else other)
    return getattr(builder, name)(one, other)


def _is_product(value: Any) -> bool:
    return isinstance(value, ir.Instruction) and value.opname == "fmul"


def _multiply_add(builder: Any, x: Any, y: Any, z: Any) -> Any:
    """x · y + z, rounded once."""
    return by_llvm(builder, "fma", x, y, z)


@cache
def _is_fused() -> bool:
    """Whether this processor multiplies and adds in one instruction; others would call a slow function."""
    return bool(binding.get_host_cpu_features().get("fma")) or platform.machine() in ("aarch64", "arm64")


def by_llvm(builder: Any, name: str, *vectors: Any) -> Any:
    """A function of LLVM for vectors of one type."""
    vector = vectors[0].type
    full_name = f"llvm.{name}.v{vector.count}{vector.element.intrinsic_name}"
    kind = ir.FunctionType(vector, [vector] * len(vectors))
    return builder.call(cgutils.get_or_insert_function(builder.module, kind, full_name), vectors)


def _operators(name: str) -> tuple[Callable[[Any, Any], "Value"], Callable[[Any, Any], "Value"]]:
    """An instruction for lanes on the left and for lanes on the right of anything."""

    def operate(left: "Value", one: Any, other: Any) -> "Value":
        return Value(left.builder, operation(left.builder, name, left.of(one).ir, left.of(other).ir))

    return lambda self, other: operate(self, self, other), lambda self, other: operate(self, other, self)


def _comparison(relation: str) -> Callable[[Any, Any], "Condition"]:
    """Whether lanes stand so to others; not where one of the two is no number."""
    return lambda self, other: Condition(
        self, self.builder.fcmp_ordered(relation, self.ir, self.of(other).ir)
    )


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

    __add__, __radd__ = _operators("fadd")
    __sub__, __rsub__ = _operators("fsub")
    __mul__, __rmul__ = _operators("fmul")
    __truediv__, __rtruediv__ = _operators("fdiv")
    __lt__, __le__, __gt__, __ge__ = map(_comparison, ("<", "<=", ">", ">="))

    def __neg__(self) -> "Value":
        return Value(self.builder, self.builder.fneg(self.ir))

    def __pow__(self, power: Any) -> "Value":
        return self.by_llvm("pow", power)

    def __rpow__(self, base: Any) -> "Value":
        return self.of(base) ** self

    def by_llvm(self, name: str, *others: Any) -> "Value":
        """A function of LLVM: "sqrt", "fabs", "copysign", "log", "sin", "cos", "pow"."""
        return Value(
            self.builder, by_llvm(self.builder, name, self.ir, *(self.of(other).ir for other in others))
        )

    def power_of_two(self) -> "Value":
        """2ⁿ where this is n + ROUNDER: n stands in the lowest bits, and 2ⁿ is the number with n in the place
        of the exponent. See maths.py."""
        bits, mantissa, bias = (64, 52, 1023) if self.is_double else (32, 23, 127)
        whole = ir.VectorType(ir.IntType(bits), self.ir.type.count)
        n = self.builder.add(self.builder.bitcast(self.ir, whole), constant(whole, bias))
        return Value(
            self.builder, self.builder.bitcast(self.builder.shl(n, constant(whole, mantissa)), self.ir.type)
        )


class Condition(NamedTuple):
    """What holds in some lanes of values like `like`, and not in others."""

    like: Value
    ir: Any


def where(condition: Condition, x: Any, y: Any) -> Value:
    """In each lane x where the condition holds, else y; each is lanes or a number."""
    like = condition.like
    return Value(like.builder, like.builder.select(condition.ir, like.of(x).ir, like.of(y).ir))


def constant(vector: Any, value: Any) -> Any:
    """The same number in every lane."""
    return ir.Constant(vector, [ir.Constant(vector.element, value)] * vector.count)


def spread_value(builder: Any, scalar: Any, n: int) -> Any:
    """A number put into every lane."""
    vector = ir.VectorType(scalar.type, n)
    first = builder.insert_element(ir.Constant(vector, ir.Undefined), scalar, _INDEX(0))
    return builder.shuffle_vector(first, first, ir.Constant(ir.VectorType(_INDEX, n), [_INDEX(0)] * n))


def repeated_value(builder: Any, value: Any, n: int) -> Any:
    """Lanes one behind the other until there are n, a multiple of theirs."""
    count = value.type.count
    if count == n:
        return value
    index = ir.Constant(ir.VectorType(_INDEX, n), [_INDEX(k % count) for k in range(n)])
    return builder.shuffle_vector(value, value, index)


def chosen(
    builder: Any, number: Any, cases: Mapping[int, Callable[[], tuple[Value, ...]]]
) -> tuple[Value, ...]:
    """What the case with this number puts down and returns, found by a branch; with another number the
    last."""
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
