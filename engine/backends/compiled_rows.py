"""What kernels are made with: how Numba is to compile them, and arrays as kernels see them.

A kernel works on a `Row`, which is no more than the place where an array begins. Numba's own arrays carry
their shape, strides and owner through every call.
"""

import operator
from collections.abc import Callable
from typing import Any

import numpy as np
from numba import extending, njit
from numba.core import cgutils, types
from numba.core.typing.templates import AbstractTemplate, infer_global
from numba.extending import NativeValue, lower_builtin, models, register_model, typeof_impl, unbox
from numba.np.numpy_support import from_dtype
from numpy.typing import NDArray

_OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "boundscheck": False}
_INNER: dict[str, Any] = {**_OPTIONS, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}

intrinsic: Any = extending.intrinsic
"""A function for kernels that puts its instructions down itself."""


def entered(function: Callable[..., Any]) -> Any:
    """A kernel that Python enters. It does not hold the interpreter's lock, so that other threads go on, and
    dividing by 0 gives infinity. It is kept on disk where there is a place for it."""
    try:
        return njit(cache=True, **_OPTIONS)(function)
    except RuntimeError:  # Numba found no folder that it may write to
        return njit(**_OPTIONS)(function)


def called(function: Callable[..., Any]) -> Any:
    """A function that only kernels call."""
    return njit(**_INNER)(function)


def inlined(function: Callable[..., Any]) -> Any:
    """A function that becomes part of each kernel that calls it: for what is called with whole bundles once a
    batch, where a call would cost a good part of the batch of a small network."""
    return njit(forceinline=True, **_INNER)(function)


class Row:
    """An array of one dimension for a kernel, which gets no more of it than where it begins: cheap to hand
    on, and nobody checks that an index lies in it. `values` is the array."""

    def __init__(self, values: NDArray[Any]) -> None:
        self.values = np.ascontiguousarray(values)
        self.address = self.values.ctypes.data


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
