"""The formulas of engine/formulas/ as instructions on lanes."""

from typing import Any

from llvmlite import ir

from engine.backends.codes import NUMBERS
from engine.backends.compiled.lanes.maths import FUNCTIONS
from engine.backends.compiled.lanes.values import Condition, Value, constant, spread_value
from engine.backends.tracing import Traced, evaluated


class Formula:
    """A traced formula in a kernel, for lanes of the type `vector` in LLVM.

    What hangs on numbers alone is computed where this is made, in double precision, for all that follows.
    `numbers` is the row of an experiment's numbers, as `codes.NUMBERS` has them, or of `n`, as many as there
    are lanes; `more` has others by name.
    """

    def __init__(
        self, builder: Any, traced: Traced, vector: Any, numbers: Any, n: int = 1, **more: Any
    ) -> None:
        self._results = traced.results
        self._like = Value(builder, constant(vector, 0.0))

        def leaf(kind: str, key: Any) -> Any:
            if kind == "constant":
                number = ir.Constant(ir.DoubleType(), key)
            elif key in more:
                number = more[key]
            else:
                return Value(builder, _numbers_at(builder, numbers, NUMBERS.index(key), n))
            return Value(builder, spread_value(builder, number, n))

        self._scalars = [self.spread(each) for each in evaluated(traced.scalars, FUNCTIONS, leaf)]

    def __call__(self, **inputs: Value) -> tuple[Value, ...]:
        """Puts the formula down for these inputs; returns its results."""
        leaves: dict[str, Any] = {"input": inputs, "scalar": self._scalars}
        results = evaluated(
            self._results, FUNCTIONS, lambda kind, key: leaves[kind][key] if kind in leaves else key
        )
        return tuple(map(self._like.of, results))

    def spread(self, scalar: Value | Condition) -> Value | Condition:
        """One number in every lane, or of many each in its own, in the precision of the lanes."""
        builder, vector = self._like.builder, self._like.ir.type
        is_condition, value = isinstance(scalar, Condition), scalar.ir
        if not is_condition and value.type.element != vector.element:
            value = builder.fptrunc(value, ir.VectorType(vector.element, value.type.count))
        if value.type.count != vector.count:
            value = spread_value(builder, builder.extract_element(value, ir.IntType(32)(0)), vector.count)
        return Condition(self._like, value) if is_condition else Value(builder, value)


def _numbers_at(builder: Any, numbers: Any, index: int, n: int) -> Any:
    """The number with this index of each of n networks."""
    place = builder.gep(numbers, [ir.IntType(64)(index * n)])
    lanes = ir.VectorType(ir.DoubleType(), n)
    return builder.load(builder.bitcast(place, lanes.as_pointer()), align=8)
