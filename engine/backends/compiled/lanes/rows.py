"""What kernels are made with: how Numba is to compile them, and arrays as kernels see them.

A kernel works on a `Row` (bundles.py), which is no more than the place where an array begins.
Numba's own arrays carry their shape, strides and owner through every call.
"""

import operator
from collections.abc import Callable
from typing import Any, get_type_hints

from llvmlite import ir
from numba import extending, njit
from numba.core import cgutils, types
from numba.core.typing.templates import AbstractTemplate, infer_global
from numba.extending import lower_builtin, models, register_model

from engine.backends.compiled.bundles import LINE, Bytes, Doubles, Each, EachDouble, Facts, Row, Wholes, Words
from engine.backends.compiled.translator import ShortPipeline

OPTIONS: dict[str, Any] = {
    "error_model": "numpy",  # dividing by 0 gives infinity
    "boundscheck": False,
    "_nrt": False,  # nothing is allocated, so nothing is counted
    "pipeline_class": ShortPipeline,
}
"""How kernels are compiled."""
_CALLED_BY_KERNELS_ALONE: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True, **OPTIONS}

_WORD = ir.IntType(64)

_facts: Facts = {}

DONE, FAILED = 0, 1
"""The status that a kernel returns."""


def settle(facts: Facts) -> None:
    """From now on bundles have these numbers and tables as constants."""
    _facts.update(facts)


intrinsic: Any = extending.intrinsic
"""A function for kernels that puts its instructions down itself."""


def called(function: Callable[..., Any]) -> Any:
    """A function that kernels call, if it is not so small that LLVM makes it part of them: for what is done
    once an epoch. In a kernel made for one shape it becomes part of it all the same. Numba has to be told:
    else what an inlined function calls is inlined, and a kernel has the losses of an epoch three times."""
    return njit(forceinline=False, **_CALLED_BY_KERNELS_ALONE)(function)


def inlined(function: Callable[..., Any]) -> Any:
    """A function that becomes part of each kernel that calls it: for what is called once a batch or more
    often, where a call would cost a good part of the batch of a small network."""
    return njit(forceinline=True, **_CALLED_BY_KERNELS_ALONE)(function)


class RowType(types.Type):
    """The type of a `Row` in a kernel: row[k] is a number of type `scalar`. One for many networks has `n` for
    each place, those of all networks side by side."""

    def __init__(self, scalar: Any, n: int = 1) -> None:
        self.scalar, self.n = scalar, n
        super().__init__(name=f"Row({scalar}, {n})")


@register_model(RowType)
class _RowModel(models.PrimitiveModel):
    def __init__(self, manager: Any, row: RowType) -> None:
        super().__init__(manager, row, manager.lookup(row.scalar).get_data_type().as_pointer())


@infer_global(operator.getitem)
class _RowItem(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        row = args[0]
        return row.scalar(row, types.intp) if isinstance(row, RowType) else None


@infer_global(operator.setitem)
class _RowSetItem(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        row = args[0]
        return types.none(row, types.intp, row.scalar) if isinstance(row, RowType) else None


@lower_builtin(operator.getitem, RowType, types.Integer)
def _row_item(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return builder.load(builder.gep(args[0], [args[1]]))


@lower_builtin(operator.setitem, RowType, types.Integer, types.Any)
def _row_set_item(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    builder.store(args[2], builder.gep(args[0], [args[1]]))


_SCALARS: dict[Any, Any] = {
    Doubles: types.float64,
    Wholes: types.int64,
    Words: types.uint64,
    Bytes: types.uint8,
}


def type_of(kind: Any, scalar: Any, n: int) -> Any:
    """The type in a kernel of what is annotated so, for n networks."""
    if kind is int:
        return types.int64
    if issubclass(kind, Each):
        return RowType(scalar, n)
    if issubclass(kind, EachDouble):
        return RowType(types.float64, n)
    if issubclass(kind, Row):
        return RowType(_SCALARS.get(kind, scalar))
    return types.NamedTuple([type_of(part, scalar, n) for part in get_type_hints(kind).values()], kind)


@intrinsic
def beyond(typing: Any, row: Any, n: Any) -> Any:
    """The row that begins so many numbers further on."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.gep(args[0], [args[1]])

    return row(row, types.intp), generate


@intrinsic
def own_row(typing: Any, row: Any) -> Any:
    """Room of the kernel's own in the place of a row of the workspace, where it is known how much a panel
    takes (`Plan.room`): nobody else sees what is in it, so LLVM may keep it in registers. Else the row."""
    length = _facts.get("plan.room")

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        if not length:
            return args[0]
        room = cgutils.alloca_once(builder, ir.ArrayType(context.get_value_type(row.scalar), length))
        room.align = LINE
        return builder.gep(room, [_WORD(0), _WORD(0)])

    return row(row), generate


def _table(builder: Any, numbers: list[int]) -> Any:
    """The beginning of a row of constants."""
    kind = ir.ArrayType(_WORD, len(numbers))
    table = ir.GlobalVariable(builder.module, kind, builder.module.get_unique_name("table"))
    table.linkage, table.global_constant = "internal", True
    table.initializer = kind([*map(_WORD, numbers)])
    return builder.gep(table, [_WORD(0), _WORD(0)])


@intrinsic(prefer_literal=True)
def bundle_of(typing: Any, kind: Any, words: Any, like: Any, n: Any) -> Any:
    """The bundle of this kind from its words, for n networks, a number written out; its `Reals` have the
    precision of the row `like`. What is settled is taken from there."""
    bundle = type_of(kind.instance_class, like.scalar, n.literal_value)

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        places = iter(range(10**6))

        def build(part: Any, path: str) -> Any:
            if isinstance(part, types.BaseTuple):
                pairs = zip(part, part.fields, strict=True)
                return context.make_tuple(
                    builder, part, [build(each, f"{path}{name}.") for each, name in pairs]
                )
            place, fact = _WORD(next(places)), _facts.get(path[:-1])
            if isinstance(fact, int):
                return _WORD(fact)
            if fact is not None:
                return _table(builder, fact)
            word = builder.load(builder.gep(args[1], [place]))
            if isinstance(part, RowType):
                return builder.inttoptr(word, context.get_value_type(part))
            return word

        return build(bundle, "")

    return bundle(kind, words, like, n), generate
