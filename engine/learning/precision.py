"""Numbers in another precision: float32 is half as large, and has 7 digits instead of 16."""

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from numpy.typing import DTypeLike

Arrays = TypeVar("Arrays", bound=tuple[Any, ...])


def cast(arrays: Arrays, dtype: DTypeLike) -> Arrays:
    """Nested tuples with all floating numbers of their arrays in `dtype`; what has it is not copied."""
    make: Callable[[list[Any]], Arrays] = getattr(type(arrays), "_make", type(arrays))
    return make([_cast_part(part, dtype) for part in arrays])


def _cast_part(part: Any, dtype: DTypeLike) -> Any:
    if isinstance(part, tuple):
        return cast(part, dtype)
    if isinstance(part, np.ndarray) and part.dtype.kind == "f":
        return part.astype(dtype, copy=False)
    return part
