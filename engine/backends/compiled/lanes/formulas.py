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
    `numbers` is the row of an experiment's numbers, as `codes.NUMBERS` has them; `more` has others by name.
    """

    def __init__(self, builder: Any, traced: Traced, vector: Any, numbers: Any, **more: Any) -> None:
        self._results = traced.results
        self._like = Value(builder, constant(vector, 0.0))

        def leaf(kind: str, key: Any) -> Any:
            if kind == "constant":
                number = ir.Constant(ir.DoubleType(), key)
            elif key in more:
                number = more[key]
            else:
                number = builder.load(builder.gep(numbers, [ir.IntType(64)(NUMBERS.index(key))]))
            return Value(builder, spread_value(builder, number, 1))

        self._scalars = [self._spread(each) for each in evaluated(traced.scalars, FUNCTIONS, leaf)]

    def spread(self, number: Any) -> Any:
        """A number in double precision in every lane, in their precision."""
        return self._spread(Value(self._like.builder, spread_value(self._like.builder, number, 1)))

    def __call__(self, **inputs: Value) -> tuple[Value, ...]:
        """Puts the formula down for these inputs; returns its results."""
        leaves: dict[str, Any] = {"input": inputs, "scalar": self._scalars}
        results = evaluated(
            self._results, FUNCTIONS, lambda kind, key: leaves[kind][key] if kind in leaves else key
        )
        return tuple(map(self._like.of, results))

    def _spread(self, scalar: Value | Condition) -> Value | Condition:
        """A scalar in every lane, in their precision."""
        builder, vector = self._like.builder, self._like.ir.type
        number = builder.extract_element(scalar.ir, ir.IntType(32)(0))
        if isinstance(scalar, Condition):
            return Condition(self._like, spread_value(builder, number, vector.count))
        if number.type != vector.element:
            number = builder.fptrunc(number, vector.element)
        return Value(builder, spread_value(builder, number, vector.count))
