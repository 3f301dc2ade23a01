"""What kernels are made with: how Numba is to compile them, and arrays as kernels see them.

A kernel works on a `Row` (bundles.py), which is no more than the place where an array begins.
Numba's own arrays carry their shape, strides and owner through every call.
"""

import operator
from collections.abc import Callable
from typing import Any

from numba import extending, njit
from numba.core import types
from numba.core.typing.templates import AbstractTemplate, infer_global
from numba.extending import lower_builtin, models, register_model

_OPTIONS: dict[str, Any] = {
    "error_model": "numpy",
    "boundscheck": False,
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
}

intrinsic: Any = extending.intrinsic
"""A function for kernels that puts its instructions down itself."""


def called(function: Callable[..., Any]) -> Any:
    """A kernel, or a function that kernels call. Dividing by 0 gives infinity there."""
    return njit(**_OPTIONS)(function)


def inlined(function: Callable[..., Any]) -> Any:
    """A function that becomes part of each kernel that calls it: for what is called with whole bundles once a
    batch, where a call would cost a good part of the batch of a small network."""
    return njit(forceinline=True, **_OPTIONS)(function)


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
