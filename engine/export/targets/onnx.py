"""A network as an ONNX model in double precision: input "x" (n, number of raw inputs), output "y"."""

from typing import Any

import numpy as np

from engine.backends.tracing import Expression
from engine.export.description import (
    ActivationStep,
    BatchNormStep,
    DenseStep,
    Description,
    FeatureStep,
    GateStep,
    LayerNormStep,
    ScalingStep,
    SkipStep,
    SoftmaxStep,
    Step,
    skipped_layers,
)
from engine.export.writing import about
from engine.reasons import Reason, ReasonError

OPSET = 17
IR_VERSION = 8

OPERATIONS = {
    "+": "Add",
    "-": "Sub",
    "*": "Mul",
    "/": "Div",
    "**": "Pow",
    "<": "Less",
    "<=": "LessOrEqual",
    ">": "Greater",
    ">=": "GreaterOrEqual",
    **{
        name: name.capitalize()
        for name in ("exp", "log", "sqrt", "tanh", "sin", "cos", "abs", "sign", "sigmoid", "floor")
    },
    "maximum": "Max",
    "minimum": "Min",
    "where": "Where",
}
"""What ONNX has of `Functions` and of features.FURTHER, for double precision."""


def write(description: Description) -> bytes:
    """The model; raises `ReasonError` where the library onnx is not installed."""
    try:
        from onnx import TensorProto, checker, helper
    except ImportError:
        raise ReasonError(Reason("extra_not_installed", library="onnx", extra="onnx")) from None
    graph = _Graph(helper, description)
    answer = graph.made_of(description)
    graph.nodes.append(helper.make_node("Identity", [answer], ["y"]))
    made = helper.make_graph(
        graph.nodes,
        "network",
        [helper.make_tensor_value_info("x", TensorProto.DOUBLE, ["n", len(description.inputs)])],
        [helper.make_tensor_value_info("y", TensorProto.DOUBLE, ["n", description.n_outputs])],
        graph.constants,
    )
    model = helper.make_model(
        made,
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name="Neural Network Playground",
        doc_string=" ".join(about(description)),
    )
    checker.check_model(model)
    content: bytes = model.SerializeToString(deterministic=True)
    return content


class _Graph:
    """Nodes and constants, in the making; values are known by their names."""

    def __init__(self, helper: Any, description: Description) -> None:
        self._helper = helper
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self._inputs = description.inputs
        self._skipped = skipped_layers(description)
        self._before = ""

    def made_of(self, description: Description) -> str:
        """The name of what all steps come to."""
        a = "x"
        for step in description.steps:
            a = self._step(step, a)
        return a

    def _step(self, step: Step, a: str) -> str:
        """The name of what a step makes of `a`."""
        match step:
            case FeatureStep(_, formulas):
                columns = {
                    name: self._node("Gather", a, self._constant(np.array([place])), axis=1)
                    for place, name in enumerate(self._inputs)
                }
                if not formulas:
                    ends = [self._constant(np.array([n])) for n in (0, 0, 1)]
                    return self._node("Slice", a, *ends)
                nothing = self._node("Mul", columns[self._inputs[0]], self._constant(0.0))
                values = [self._node("Add", self._formula(each, columns), nothing) for each in formulas]
                return self._node("Concat", *values, axis=1)
            case ScalingStep(shift, unit):
                return self._on(self._on(a, "Sub", shift), "Div", unit)
            case DenseStep(layer, weights, biases):
                if layer in self._skipped:
                    self._before = a
                return self._on(self._on(a, "MatMul", weights.T), "Add", biases)
            case BatchNormStep(_, mean, variance, gains, shifts):
                normal = self._on(self._on(a, "Sub", mean), "Div", np.sqrt(variance + step.epsilon))
                return self._on(self._on(normal, "Mul", gains), "Add", shifts)
            case LayerNormStep(_, gains, shifts):
                around = self._node("Sub", a, self._node("ReduceMean", a, axes=[1]))
                square = self._node("ReduceMean", self._node("Mul", around, around), axes=[1])
                size = self._node("Sqrt", self._on(square, "Add", np.array(step.epsilon)))
                return self._on(self._on(self._node("Div", around, size), "Mul", gains), "Add", shifts)
            case ActivationStep(_, _, formula):
                return self._formula(formula, {"z": a})
            case SkipStep():
                return self._node("Add", a, self._before)
            case GateStep(_, gate):
                return self._on(a, "Mul", gate)
            case SoftmaxStep():
                return self._node("Softmax", a, axis=1)

    def _formula(self, formula: Expression, values: dict[str, str]) -> str:
        """The name of what a formula comes to with these values."""
        if formula.operation == "input":
            return values[formula.arguments[0]]
        if formula.operation == "constant":
            return self._constant(formula.arguments[0])
        parts = [self._formula(argument, values) for argument in formula.arguments]
        if formula.operation in OPERATIONS:
            return self._node(OPERATIONS[formula.operation], *parts)
        return self._composed(formula.operation, parts[0])

    def _composed(self, function: str, x: str) -> str:
        """What ONNX lacks, of what it has."""
        zero, one = self._constant(0.0), self._constant(1.0)
        match function:
            case "expm1":
                return self._node("Sub", self._node("Exp", x), one)
            case "log1p":
                return self._node("Log", self._node("Add", x, one))
            case "tan":
                return self._node("Div", self._node("Sin", x), self._node("Cos", x))
            case "step":
                return self._node("Where", self._node("Greater", x, zero), one, zero)
            case "ones_like":
                return self._node("Add", self._node("Mul", x, zero), one)
            case "softplus":
                small = self._node("Exp", self._node("Neg", self._node("Abs", x)))
                return self._node("Add", self._node("Max", x, zero), self._composed("log1p", small))
        raise KeyError(f"no way is known to write {function} in ONNX")

    def _on(self, a: str, operation: str, array: Any) -> str:
        return self._node(operation, a, self._constant(array))

    def _node(self, operation: str, *inputs: str, **attributes: Any) -> str:
        name = f"v{len(self.nodes)}"
        self.nodes.append(self._helper.make_node(operation, list(inputs), [name], **attributes))
        return name

    def _constant(self, value: Any) -> str:
        """The name of an array (of whole numbers or in double precision), kept beside the nodes."""
        array = np.asarray(value)
        array = array if array.dtype.kind == "i" else array.astype(np.float64)
        name = f"c{len(self.constants)}"
        kind = self._helper.np_dtype_to_tensor_dtype(array.dtype)
        content = np.ascontiguousarray(array).tobytes()
        self.constants.append(self._helper.make_tensor(name, kind, array.shape, content, raw=True))
        return name
