"""Eight neighbouring bytes of a row as one word, the first byte lowest, and what kernels do with such."""

from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import types

from engine.backends.compiled.lanes.rows import called, intrinsic

_WORD = ir.IntType(64)


def _place(builder: Any, row: Any, at: Any) -> Any:
    return builder.bitcast(builder.gep(row, [at]), _WORD.as_pointer())


@intrinsic
def word_at(typing: Any, row: Any, at: Any) -> Any:
    """The eight bytes of a row from `at` on."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.load(_place(builder, *args), align=1)

    return types.uint64(row, types.intp), generate


@intrinsic
def put_word(typing: Any, row: Any, at: Any, word: Any) -> Any:
    """Puts eight bytes into a row from `at` on."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        builder.store(args[2], _place(builder, *args[:2]), align=1)
        return context.get_dummy_value()

    return types.none(row, types.intp, types.uint64), generate


@intrinsic
def _bit_length(typing: Any, word: Any) -> Any:
    """How many bits a number has."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.sub(_WORD(64), builder.ctlz(args[0], ir.IntType(1)(0)))

    return types.intp(types.uint64), generate


@called
def n_bits(word):
    """How many bits the largest of eight bytes has, 0 to 8."""
    word |= word >> np.uint64(32)
    word |= word >> np.uint64(16)
    word |= word >> np.uint64(8)
    return _bit_length(word & np.uint64(255))


@called
def joined(word, width):
    """The low `width` bits of each of eight bytes, in which there are no others, without those between."""
    step = np.uint64(width)
    even = np.uint64(0x00FF00FF00FF00FF)
    word = (word & even) | ((word >> np.uint64(8) & even) << step)
    even = np.uint64(0x0000FFFF0000FFFF)
    word = (word & even) | ((word >> np.uint64(16) & even) << (step + step))
    return (word & np.uint64(0xFFFFFFFF)) | (word >> np.uint64(32) << np.uint64(4) * step)
